import type { Configuration } from "../../../app/runtime/configuration/configuration.ts";
import { createHandler } from "../../../app/runtime/createHandler.ts";
import type { HandlerDependencies, InvocationContext } from "../../../app/runtime/createHandler.ts";
import { loadConfiguration } from "../../../app/runtime/parameterStore/loadConfiguration.ts";
import type { LogEntry } from "../../../app/runtime/telemetry/log.ts";
import type { LoadOutcome } from "../../../app/runtime/telemetry/tracing.ts";
import { Viewer } from "../../../app/viewer.ts";
import { FakeParameterStore } from "./fakeParameterStore.ts";
import type { Page } from "./fakeParameterStore.ts";
import { FakeTime } from "./fakeTime.ts";

/** The environment variables of the function. */
export const ENVIRONMENT = {
  ENV: "dev",
  APP_CONFIG_PATH: "app",
  CACHE_TTL_SECONDS: "300",
  CACHE_MAX_STALE_SECONDS: "3600",
};

/** Returns the Lambda context of an invocation. */
export const context = (awsRequestId: string, remainingMs = 5000): InvocationContext => ({
  awsRequestId,
  getRemainingTimeInMillis: () => remainingMs,
});

/** Creates a handler with a fake Parameter Store and clock, and records its logs, apps and traces. The TTL has no jitter. */
export function createHandlerHarness(responses: (Page | Error)[], more: Partial<HandlerDependencies> = {}) {
  const store = new FakeParameterStore(...responses);
  const time = new FakeTime();
  const logs: LogEntry[] = [];
  const apps: Viewer[] = [];
  const outcomes: LoadOutcome[] = [];
  const handler = createHandler({
    load: (path) => loadConfiguration(store, path),
    createApp: (configuration: Configuration) => {
      const app = new Viewer(configuration);
      apps.push(app);
      return app;
    },
    traceLoad: (load) => load({ end: (outcome) => outcomes.push(outcome) }),
    environment: ENVIRONMENT,
    log: (entry) => logs.push(entry),
    wallClockMs: time.nowMs,
    random: () => 0.5,
    startTimer: time.startTimer,
    ...more,
  });
  return { handler, store, time, logs, apps, outcomes };
}
