import { Cache } from "./cache/cache.ts";
import { ageLimits } from "./cache/freshness.ts";
import type { CacheState } from "./cache/freshness.ts";
import { monotonicClock, RESPONSE_MARGIN_MS } from "./cache/timing.ts";
import type { StartTimer } from "./cache/timing.ts";
import type { JsonObject } from "./configuration/json.ts";
import { configurationLoader } from "./configurationLoader.ts";
import type { ConfigurationLoaderDependencies, Loaded } from "./configurationLoader.ts";
import { readSettings } from "./settings.ts";
import type { Environment, Settings } from "./settings.ts";
import { failureLog } from "./telemetry/failureLog.ts";
import { showSourcePositions } from "./telemetry/sourcePositions.ts";

export interface AppResponse {
  /** The sections' values by section name. */
  readonly sections: Readonly<Record<string, JsonObject>>;
  /** The version of the snapshot they come from. */
  readonly version: string;
}

/** The user's code, created for one version of the configuration. */
export interface App {
  /** Values of SecureString parameters are masked unless `revealSecrets`. */
  respond(options: { readonly revealSecrets: boolean }): AppResponse;
}

export interface HandlerDependencies extends ConfigurationLoaderDependencies<App> {
  /** Read at the first invocation, so that what is missing fails the invocation and not the start of the environment. */
  readonly environment: Environment;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly startTimer: StartTimer;
}

export interface HandlerResponse extends AppResponse {
  /** What the deployment calls the configuration that it wrote; absent when it does not say. */
  readonly configVersion?: string;
  /** Where this invocation's configuration came from. */
  readonly cache: CacheState;
  /** How old the configuration is, in whole seconds since its load began. */
  readonly ageSeconds: number;
}

/** What is used of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

export type Handler = (event?: unknown, context?: InvocationContext) => Promise<HandlerResponse>;

/** What an execution environment keeps from its first good invocation on. */
interface Kept {
  readonly settings: Settings;
  readonly cache: Cache<Loaded<App>>;
}

export function createHandler(dependencies: HandlerDependencies): Handler {
  const { environment, log, random, startTimer, wallClockMs } = dependencies;
  let kept: Kept | undefined;

  function begin(): Kept {
    const settings = readSettings(environment);
    const limits = ageLimits(settings.freshness, random());
    return { settings, cache: new Cache({ limits, nowMs: monotonicClock(wallClockMs), random, startTimer }) };
  }

  return async (_event, context) => {
    const requestId = context?.awsRequestId;
    try {
      kept ??= begin();
      const { cache, settings } = kept;
      const { path, configVersion, revealSecrets } = settings;
      const remainingMs = () => (context?.getRemainingTimeInMillis() ?? Infinity) - RESPONSE_MARGIN_MS;
      const load = () => cache.get(configurationLoader(dependencies, path, requestId), remainingMs);
      const { value, state, ageMs } = cache.getFresh() ?? (await load());
      const { sections, version } = value.app.respond({ revealSecrets });
      const response = { sections, version, cache: state, ageSeconds: Math.floor(ageMs / 1000) };
      return configVersion === undefined ? response : { ...response, configVersion };
    } catch (error) {
      log(failureLog(error, requestId));
      showSourcePositions(error);
      throw error;
    }
  };
}
