import type { CachedValue } from "./cache/freshness.ts";
import type { LoadContext, Loader } from "./cache/sharedLoad.ts";
import type { Configuration } from "./configuration/configuration.ts";
import { failureReason } from "./telemetry/failureLog.ts";
import { loadMetrics } from "./telemetry/loadMetrics.ts";
import type { LoadCounts } from "./telemetry/loadMetrics.ts";
import type { LogEntry } from "./telemetry/log.ts";
import type { LoadSubsegment } from "./telemetry/tracing.ts";

/** What an execution environment keeps: the application, and what is told of its configuration. */
export interface Loaded<App> {
  readonly app: App;
  readonly version: string;
  /** The number of parameters. */
  readonly parameters: number;
}

export interface ConfigurationLoaderDependencies<App> {
  readonly load: (path: string, context: LoadContext) => Promise<Configuration>;
  readonly createApp: (configuration: Configuration) => App;
  readonly traceLoad: <T>(load: (subsegment: LoadSubsegment) => T) => T;
  readonly log: (entry: LogEntry) => void;
  readonly wallClockMs: () => number;
}

/**
 * Loads the configuration on behalf of an invocation, makes the application of it where it has changed, and tells log,
 * metrics and trace. None of them gets a value. All entries about a load have the request id of the invocation that began it.
 */
export function configurationLoader<App>(
  dependencies: ConfigurationLoaderDependencies<App>,
  path: string,
  requestId: string | undefined,
): Loader<Loaded<App>> {
  const { createApp, traceLoad, log, wallClockMs } = dependencies;
  let subsegment: LoadSubsegment | undefined;
  // One load can be late for several invocations, and arrive after all.
  let uncounted: LoadCounts = { loads: 1, loadFailures: 1 };

  async function load(previous: Loaded<App> | undefined, context: LoadContext): Promise<Loaded<App>> {
    const configuration = await dependencies.load(path, context);
    const { version, sections } = configuration;
    if (previous?.version === version) return previous;
    return { app: createApp(configuration), version, parameters: sections.length };
  }

  function counts(failed: boolean): LoadCounts {
    const { loads, loadFailures } = uncounted;
    uncounted = { loads: 0, loadFailures: failed ? 0 : loadFailures };
    return { loads, loadFailures: failed ? loadFailures : 0 };
  }

  return {
    load: (previous, context) =>
      traceLoad((opened) => {
        subsegment = opened;
        return load(previous, context);
      }),

    onLoaded: ({ value: { version, parameters }, state, ageMs }) => {
      const message = "configuration loaded";
      const metrics = loadMetrics(wallClockMs(), counts(false), ageMs);
      const durationMs = Math.round(ageMs);
      log({ level: "INFO", message, requestId, path, state, parameters, version, durationMs, ...metrics });
      subsegment?.end({ state, version, ageSeconds: ageMs / 1000, failed: false });
    },

    onFailed: (error, fallback: CachedValue<Loaded<App>> | undefined) => {
      const message = "configuration load failed";
      const served = { state: fallback?.state ?? "miss", version: fallback?.value.version };
      const metrics = loadMetrics(wallClockMs(), counts(true), fallback?.ageMs);
      log({ level: "WARN", message, requestId, path, ...served, ...failureReason(error), ...metrics });
      subsegment?.end({ ...served, ageSeconds: metrics.ageSeconds, failed: true });
    },
  };
}
