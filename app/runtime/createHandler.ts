import type { Context } from "aws-lambda";
import { Cache } from "./cache/cache.ts";
import { ageLimits } from "./cache/freshness.ts";
import { monotonicClock, RESPONSE_MARGIN_MS } from "./cache/timing.ts";
import type { StartTimer } from "./cache/timing.ts";
import { createConfigurationLoader } from "./configurationLoader.ts";
import type { ConfigurationLoaderDependencies, LoadedApp } from "./configurationLoader.ts";
import type { Handle } from "./defineHandler.ts";
import { readSettings } from "./settings.ts";
import type { ProcessEnv, Settings } from "./settings.ts";
import { failureLogEntry } from "./telemetry/log.ts";
import { showSourcePositions } from "./telemetry/sourcePositions.ts";

/** The dependencies of a handler. */
export interface HandlerDependencies extends ConfigurationLoaderDependencies {
  /** The user's code for one event. */
  readonly handle: Handle<object, unknown, unknown, unknown>;
  /** Read at the first invocation, so that a missing variable fails the invocation and not the initialization. */
  readonly environment: ProcessEnv;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Starts a timer and returns a function that cancels it. */
  readonly startTimer: StartTimer;
}

/** A handler for Lambda. Rejects with the error that fails the invocation, such as a ConfigurationError. */
export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/** The state that an execution environment keeps, from the first invocation with valid settings. */
interface HandlerState {
  readonly settings: Settings;
  readonly cache: Cache<LoadedApp>;
}

/**
 * Creates a handler that loads the configuration at the first invocation, keeps it in memory, and calls the user's code
 * with it. Logs each failure.
 */
export function createHandler(dependencies: HandlerDependencies): LambdaHandler {
  const { environment, handle, log, random, startTimer, wallClockMs } = dependencies;
  let initialized: HandlerState | undefined;

  function initialize(): HandlerState {
    const settings = readSettings(environment);
    const limits = ageLimits(settings.freshness, random());
    return { settings, cache: new Cache({ limits, nowMs: monotonicClock(wallClockMs), random, startTimer }) };
  }

  return async (event, context) => {
    const requestId = context.awsRequestId;
    try {
      initialized ??= initialize();
      const { cache, settings } = initialized;
      const remainingMs = () => context.getRemainingTimeInMillis() - RESPONSE_MARGIN_MS;
      const load = () => cache.get(createConfigurationLoader(dependencies, settings.path, requestId), remainingMs);
      const { value, state, ageMs } = cache.getFresh() ?? (await load());
      const { app, configuration, version } = value;
      const status = { state, ageSeconds: Math.floor(ageMs / 1000), version };
      return await handle(event, { app, configuration, context, cache: status });
    } catch (error) {
      log(failureLogEntry(error, requestId));
      showSourcePositions(error);
      throw error;
    }
  };
}
