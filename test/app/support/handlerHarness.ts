import type { Context } from "aws-lambda";
import type { CacheState } from "../../../app/runtime/cache/freshness.ts";
import type { JsonObject } from "../../../app/runtime/configuration/json.ts";
import type { Section } from "../../../app/runtime/configuration/section.ts";
import { createHandler } from "../../../app/runtime/createHandler.ts";
import type { HandlerDependencies, LambdaHandler } from "../../../app/runtime/createHandler.ts";
import type { HandlerDefinition } from "../../../app/runtime/defineHandler.ts";
import { loadConfiguration } from "../../../app/runtime/parameterStore/loadConfiguration.ts";
import type { LogEntry } from "../../../app/runtime/telemetry/log.ts";
import type { LoadOutcome } from "../../../app/runtime/telemetry/tracing.ts";
import { handler as viewer } from "../../../tools/fakes/app/viewer.ts";
import { FakeParameterStore } from "./fakeParameterStore.ts";
import type { FakeResponse } from "./fakeParameterStore.ts";
import { FakeTime } from "./fakeTime.ts";

/** The environment variables of the function. */
export const ENVIRONMENT = {
  ENV: "dev",
  APP_CONFIG_PATH: "app",
  CACHE_TTL_SECONDS: "300",
  CACHE_MAX_STALE_SECONDS: "3600",
};

/** The response of the viewer, as JSON. */
export interface ViewerResponse {
  readonly sections: Readonly<Record<string, JsonObject>>;
  readonly version: string;
  readonly cache: CacheState;
  readonly ageSeconds: number;
}

/** Returns the Lambda context of an invocation. */
export const context = (awsRequestId: string, remainingMs = 5000): Context =>
  ({ awsRequestId, getRemainingTimeInMillis: () => remainingMs }) as Context;

/** Returns a function that invokes the viewer and returns its response as Lambda does: as JSON. */
export const viewerInvoker =
  (handler: LambdaHandler) =>
  async (event: unknown = {}, invocationContext = context("request")): Promise<ViewerResponse> =>
    JSON.parse(JSON.stringify(await handler(event, invocationContext))) as ViewerResponse;

/** The viewer's definition, for any configuration. */
export const VIEWER = viewer as unknown as HandlerDefinition<object, unknown, unknown, unknown>;

/**
 * Creates the viewer's handler with a fake Parameter Store and clock, and records its logs, apps and traces. The TTL has no
 * jitter.
 *
 * @param sections the sections that are declared
 */
export function createHandlerHarness(
  responses: FakeResponse[],
  more: Partial<HandlerDependencies> = {},
  sections: Readonly<Record<string, Section>> = {},
) {
  const store = new FakeParameterStore(...responses);
  const time = new FakeTime();
  const logs: LogEntry[] = [];
  const apps: unknown[] = [];
  const outcomes: LoadOutcome[] = [];
  const reports: boolean[] = [];
  const { handler: lambdaHandler, initialize } = createHandler({
    load: (path) => loadConfiguration(store, { path, reads: "all", sections }),
    setUp: (configuration) => {
      const app = VIEWER.setUp?.(configuration);
      apps.push(app);
      return app;
    },
    handle: VIEWER.handle,
    traceLoad: (load) => load({ end: (outcome) => outcomes.push(outcome) }),
    initTrace: {
      traceLoad: (load) => load({ end: (outcome) => outcomes.push(outcome) }),
      report: (withTimes) => reports.push(withTimes),
    },
    environment: ENVIRONMENT,
    processMs: () => 0,
    log: (entry) => logs.push(entry),
    wallClockMs: time.nowMs,
    random: () => 0.5,
    startTimer: time.startTimer,
    ...more,
  });
  return {
    handler: viewerInvoker(lambdaHandler),
    lambdaHandler,
    initialize,
    store,
    time,
    logs,
    apps,
    outcomes,
    reports,
  };
}
