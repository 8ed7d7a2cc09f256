import { Cache } from "./cache/cache.ts";
import { ageLimits } from "./cache/freshness.ts";
import type { CacheState } from "./cache/freshness.ts";
import { monotonicClock, RESPONSE_MARGIN_MS } from "./cache/timing.ts";
import type { StartTimer } from "./cache/timing.ts";
import type { JsonObject } from "./configuration/json.ts";
import { createConfigurationLoader } from "./configurationLoader.ts";
import type { ConfigurationLoaderDependencies, LoadedApp } from "./configurationLoader.ts";
import { readSettings } from "./settings.ts";
import type { ProcessEnv, Settings } from "./settings.ts";
import { failureLogEntry } from "./telemetry/log.ts";
import { showSourcePositions } from "./telemetry/sourcePositions.ts";

/** The response of the user's code. */
export interface AppResponse {
  /** The sections' values by section name. */
  readonly sections: Readonly<Record<string, JsonObject>>;
  /** The version of the snapshot they come from. */
  readonly version: string;
}

/** The user's code, created once for each version of the configuration. */
export interface App {
  /** Returns the response to an invocation. Values of SecureString parameters are masked unless `revealSecrets`. */
  respond(options: { readonly revealSecrets: boolean }): AppResponse;
}

/** The dependencies of a handler. */
export interface HandlerDependencies extends ConfigurationLoaderDependencies<App> {
  /** Read at the first invocation, so that a missing variable fails the invocation and not the initialization. */
  readonly environment: ProcessEnv;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Starts a timer and returns a function that cancels it. */
  readonly startTimer: StartTimer;
}

/** The response to an invocation: the response of the user's code, and the source and age of its configuration. */
export interface HandlerResponse extends AppResponse {
  /** CONFIG_VERSION, which identifies the configuration that the deployment wrote; absent if it is not set. */
  readonly configVersion?: string;
  /** Where this invocation's configuration came from. */
  readonly cache: CacheState;
  /** The age of the configuration, in whole seconds since its load began. */
  readonly ageSeconds: number;
}

/** The part of Lambda's context that a handler uses. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** A handler for Lambda. Rejects with the error that fails the invocation, such as a ConfigurationError. */
export type Handler = (event?: unknown, context?: InvocationContext) => Promise<HandlerResponse>;

/** The state that an execution environment keeps, from the first invocation with valid settings. */
interface HandlerState {
  readonly settings: Settings;
  readonly cache: Cache<LoadedApp<App>>;
}

/** Creates a handler that loads the configuration at the first invocation and keeps it in memory. Logs each failure. */
export function createHandler(dependencies: HandlerDependencies): Handler {
  const { environment, log, random, startTimer, wallClockMs } = dependencies;
  let initialized: HandlerState | undefined;

  function initialize(): HandlerState {
    const settings = readSettings(environment);
    const limits = ageLimits(settings.freshness, random());
    return { settings, cache: new Cache({ limits, nowMs: monotonicClock(wallClockMs), random, startTimer }) };
  }

  return async (_event, context) => {
    const requestId = context?.awsRequestId;
    try {
      initialized ??= initialize();
      const { cache, settings } = initialized;
      const { path, configVersion, revealSecrets } = settings;
      const remainingMs = () => (context?.getRemainingTimeInMillis() ?? Infinity) - RESPONSE_MARGIN_MS;
      const load = () => cache.get(createConfigurationLoader(dependencies, path, requestId), remainingMs);
      const { value, state, ageMs } = cache.getFresh() ?? (await load());
      const { sections, version } = value.app.respond({ revealSecrets });
      const response = { sections, version, cache: state, ageSeconds: Math.floor(ageMs / 1000) };
      return configVersion === undefined ? response : { ...response, configVersion };
    } catch (error) {
      log(failureLogEntry(error, requestId));
      showSourcePositions(error);
      throw error;
    }
  };
}
