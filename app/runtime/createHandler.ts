import type { Context } from "aws-lambda";
import { Cache } from "./cache/cache.ts";
import { ageLimits } from "./cache/freshness.ts";
import { INIT_BUDGET_MS, monotonicClock, RESPONSE_MARGIN_MS } from "./cache/timing.ts";
import type { StartTimer } from "./cache/timing.ts";
import { createConfigurationLoader } from "./configurationLoader.ts";
import type { ConfigurationLoaderDependencies, LoadedApp } from "./configurationLoader.ts";
import type { Handle } from "./defineHandler.ts";
import { readSettings } from "./settings.ts";
import type { ProcessEnv, Settings } from "./settings.ts";
import type { InitTrace } from "./telemetry/initTrace.ts";
import { failureLogEntry } from "./telemetry/log.ts";
import { showSourcePositions } from "./telemetry/sourcePositions.ts";

/** The dependencies of a handler. */
export interface HandlerDependencies extends ConfigurationLoaderDependencies {
  /** The user's code for one event. */
  readonly handle: Handle<object, unknown, unknown, unknown>;
  /** A missing or malformed variable fails each invocation, and not INIT. */
  readonly environment: ProcessEnv;
  /** The trace of the load that starts during INIT. */
  readonly initTrace: Pick<InitTrace, "traceLoad" | "report">;
  /** Returns the time since the start of the process, in milliseconds. */
  readonly processMs: () => number;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Starts a timer and returns a function that cancels it. */
  readonly startTimer: StartTimer;
}

/** A handler for Lambda. Rejects with the error that fails the invocation, such as a ConfigurationError. */
export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/** A handler, and what comes before its first invocation. */
export interface PreparedHandler {
  readonly handler: LambdaHandler;
  /**
   * Loads the configuration and calls the user's `setUp` during INIT. Resolves when they end, fail or are late. The first
   * invocation then joins the load, or starts another.
   */
  readonly initialize: () => Promise<void>;
}

/** The state that an execution environment keeps, once its settings are valid. */
interface HandlerState {
  readonly settings: Settings;
  readonly cache: Cache<LoadedApp>;
}

/** The time after INIT in which its load is in the trace with its real times, in milliseconds. */
const RECENT_INIT_MS = 60_000;

/**
 * Creates a handler that loads the configuration during INIT or at the first invocation, keeps it in memory, and calls the
 * user's code with it. Logs each failure.
 */
export function createHandler(dependencies: HandlerDependencies): PreparedHandler {
  const { environment, handle, initTrace, log, processMs, random, startTimer, wallClockMs } = dependencies;
  let state: HandlerState | undefined;
  /** Adds the load of INIT to the trace of the first invocation. */
  let reportInit: (() => void) | undefined;

  function createState(): HandlerState {
    const settings = readSettings(environment);
    const limits = ageLimits(settings.freshness, random());
    return { settings, cache: new Cache({ limits, nowMs: monotonicClock(wallClockMs), random, startTimer }) };
  }

  async function initialize(): Promise<void> {
    try {
      state ??= createState();
    } catch {
      return; // Each invocation fails with the same error, and logs it.
    }
    const { cache, settings } = state;
    if (!settings.loadDuringInit) return;
    const traced = { ...dependencies, traceLoad: initTrace.traceLoad };
    await cache.initialize(
      createConfigurationLoader(traced, settings.path, { during: "init" }),
      INIT_BUDGET_MS - processMs(),
    );
    const endedAtMs = wallClockMs();
    reportInit = () => {
      initTrace.report(wallClockMs() - endedAtMs < RECENT_INIT_MS);
    };
  }

  const handler: LambdaHandler = async (event, context) => {
    const requestId = context.awsRequestId;
    try {
      reportInit?.();
      reportInit = undefined;
      state ??= createState();
      const { cache, settings } = state;
      const remainingMs = () => context.getRemainingTimeInMillis() - RESPONSE_MARGIN_MS;
      const load = () => cache.get(createConfigurationLoader(dependencies, settings.path, { requestId }), remainingMs);
      const { value, state: cacheState, ageMs } = cache.getFresh() ?? (await load());
      const { app, configuration, version } = value;
      const status = { state: cacheState, ageSeconds: Math.floor(ageMs / 1000), version };
      return await handle(event, { app, configuration, context, cache: status });
    } catch (error) {
      log(failureLogEntry(error, requestId));
      showSourcePositions(error);
      throw error;
    }
  };

  return { handler, initialize };
}
