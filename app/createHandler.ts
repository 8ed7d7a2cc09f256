import type { Cache, CacheOutcome } from "./cache.ts";
import type { Configuration } from "./configuration.ts";
import { failureLog } from "./failureLog.ts";
import type { LogEntry } from "./log.ts";
import type { MyApp, MyAppResponse } from "./myApp.ts";
import { readSettings } from "./settings.ts";
import type { Environment } from "./settings.ts";
import { showSourcePositions } from "./sourcePositions.ts";

export interface HandlerDependencies {
  readonly cache: Cache<MyApp>;
  readonly load: (path: string) => Promise<Configuration>;
  readonly createApp: (configuration: Configuration) => MyApp;
  /** Read at each invocation, so that what is missing fails the invocation and not the start of the environment. */
  readonly environment: Environment;
  readonly log: (entry: LogEntry) => void;
  readonly nowMs: () => number;
}

export interface HandlerResponse extends MyAppResponse {
  /** What the deployment calls the configuration that it wrote; absent when it does not say. */
  readonly configVersion?: string;
  /** Whether this invocation waited for a load ("miss") or was served from memory ("hit"). */
  readonly cache: CacheOutcome;
}

/** What is used of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

export type Handler = (event?: unknown, context?: InvocationContext) => Promise<HandlerResponse>;

export function createHandler(dependencies: HandlerDependencies): Handler {
  const { cache, createApp, environment, log, nowMs } = dependencies;

  async function load(path: string, requestId: string | undefined): Promise<MyApp> {
    const startMs = nowMs();
    const configuration = await dependencies.load(path);
    const durationMs = Math.round(nowMs() - startMs);
    const { version, sections } = configuration;
    const message = "configuration loaded";
    log({ level: "INFO", message, requestId, path, parameters: sections.length, version, durationMs });
    return createApp(configuration);
  }

  return async (_event, context) => {
    const requestId = context?.awsRequestId;
    try {
      const { path, configVersion, revealSecrets } = readSettings(environment);
      const { value: app, outcome } = await cache.get(() => load(path, requestId));
      const response = { ...app.respond({ revealSecrets }), cache: outcome };
      return configVersion === undefined ? response : { ...response, configVersion };
    } catch (error) {
      log(failureLog(error, requestId));
      showSourcePositions(error);
      throw error;
    }
  };
}
