// A process that runs many execution environments. Each one has its own handler, client, connections and cache.
import { setTimeout } from "node:timers/promises";
import type { Context } from "aws-lambda";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { plain } from "../../../app/runtime/configuration/section.ts";
import type { PreparedHandler } from "../../../app/runtime/createHandler.ts";
import { prepare as prepareHandler } from "../../../app/runtime/start.ts";
import { CODE_LOAD_SECONDS } from "../../../infra/config/burstCapacity.ts";
import { handler as viewer } from "../../fakes/app/viewer.ts";
import { serveParent, watchLoopDelay } from "./childProcess.ts";
import { RETRY_STRATEGIES } from "./retryStrategies.ts";
import { sectionNames } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

/** A request to prepare a number of environments, or to start the prepared ones. */
export type WorkerRequest =
  | { readonly prepare: number; readonly scenario: Scenario; readonly endpoint: string }
  | { readonly startAfterMs: readonly number[]; readonly timeoutMs: number };

export interface WorkerReply {
  /** The waiting times of the environments that got their configuration. */
  readonly servedMs: readonly number[];
  readonly loopDelayMs: number;
}

interface ExecutionEnvironment extends PreparedHandler {
  readonly freeze: AbortController;
  /** The start of its process. */
  readonly clock: { startedMs: number };
}

const VARIABLES = { ENV: "dev", APP_CONFIG_PATH: "burst", CACHE_TTL_SECONDS: "300", CACHE_MAX_STALE_SECONDS: "3600" };

let environments: ExecutionEnvironment[] = [];
let expectedSections = 0;

function prepare({ retryStrategy, operation, loadDuringInit, parameters }: Scenario): ExecutionEnvironment {
  const { clientFor } = RETRY_STRATEGIES[retryStrategy];
  const names = sectionNames({ parameters });
  // A function that reads all sections finds those that are not declared, too.
  const read =
    operation === "GetParametersByPath"
      ? ({ reads: "all", sections: {} } as const)
      : { reads: names, sections: Object.fromEntries(names.map((name) => [name, plain()])) };
  const freeze = new AbortController();
  const clock = { startedMs: 0 };
  const prepared = prepareHandler(
    { name: "viewer", definition: viewer, ...read },
    {
      environment: { ...VARIABLES, LOAD_DURING_INIT: String(loadDuringInit) },
      processMs: () => performance.now() - clock.startedMs,
      log: () => undefined,
      // Lambda freezes an environment when its invocation ends, so its requests stop.
      clientFor: (client, context, random) =>
        clientFor(client, { ...context, signal: AbortSignal.any([context.signal, freeze.signal]) }, random),
    },
  );
  return { ...prepared, freeze, clock };
}

/**
 * Starts an environment and invokes it. Returns how long the configuration took, or undefined if it did not arrive within
 * the function's timeout.
 */
async function start(environment: ExecutionEnvironment, timeoutMs: number): Promise<number | undefined> {
  const { handler, initialize, freeze, clock } = environment;
  clock.startedMs = performance.now();
  await setTimeout(CODE_LOAD_SECONDS * 1000);
  await initialize();
  const endMs = performance.now() + timeoutMs;
  try {
    const context = { awsRequestId: "burst", getRemainingTimeInMillis: () => endMs - performance.now() } as Context;
    const { sections } = (await handler({}, context)) as { readonly sections: object };
    const received = Object.keys(sections).length;
    if (received !== expectedSections) throw new Error(`Expected ${expectedSections} sections (got ${received}).`);
    return performance.now() <= endMs ? performance.now() - clock.startedMs : undefined;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return undefined;
  } finally {
    freeze.abort();
  }
}

serveParent(async (request: WorkerRequest): Promise<WorkerReply> => {
  if ("prepare" in request) {
    const { AWS_RETRY_MODE, AWS_MAX_ATTEMPTS } = RETRY_STRATEGIES[request.scenario.retryStrategy].variables;
    Object.assign(process.env, {
      AWS_RETRY_MODE: AWS_RETRY_MODE ?? "standard",
      AWS_MAX_ATTEMPTS: AWS_MAX_ATTEMPTS ?? "3",
    });
    process.env["AWS_ENDPOINT_URL_SSM"] = request.endpoint;
    expectedSections = sectionNames(request.scenario).length;
    environments = Array.from({ length: request.prepare }, () => prepare(request.scenario));
    return { servedMs: [], loopDelayMs: 0 };
  }
  const stopWatching = watchLoopDelay();
  const waits = await Promise.all(
    environments.map(async (environment, index) => {
      await setTimeout(request.startAfterMs[index]);
      return start(environment, request.timeoutMs);
    }),
  );
  return { servedMs: waits.filter((ms) => ms !== undefined), loopDelayMs: stopWatching() };
});
