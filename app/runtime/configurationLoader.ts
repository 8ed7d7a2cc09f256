import type { CachedValue } from "./cache/freshness.ts";
import type { LoadContext, Loader } from "./cache/sharedLoad.ts";
import type { Configuration } from "./configuration/configuration.ts";
import { failureFields, loadMetricFields } from "./telemetry/log.ts";
import type { LoadCounts, LogEntry } from "./telemetry/log.ts";
import type { LoadSubsegment } from "./telemetry/tracing.ts";

/** The cached value: the application, and the facts about its configuration that the log and trace report. */
export interface LoadedApp<App> {
  /** The value that `createApp` returned for the configuration. */
  readonly app: App;
  /** The version of the configuration. */
  readonly version: string;
  /** The number of parameters. */
  readonly parameters: number;
}

/** The dependencies of a loader. */
export interface ConfigurationLoaderDependencies<App> {
  /** Loads the configuration under a path. */
  readonly load: (path: string, context: LoadContext) => Promise<Configuration>;
  /** Creates the application, once for each version of the configuration. */
  readonly createApp: (configuration: Configuration) => App;
  /** Runs a load in a subsegment of the trace. */
  readonly traceLoad: <T>(load: (subsegment: LoadSubsegment) => T) => T;
  /** Writes a log entry. */
  readonly log: (entry: LogEntry) => void;
  /** Returns the wall-clock time in milliseconds since 1970. */
  readonly wallClockMs: () => number;
}

/**
 * Creates the loader of one invocation. It loads the configuration, creates a new application if the version changed,
 * and reports to the log, metrics and trace. No parameter values are reported.
 *
 * @param path such as `/dev/parameterStoreBlog`
 * @param requestId the invocation that starts the load, for all log entries about it
 */
export function createConfigurationLoader<App>(
  dependencies: ConfigurationLoaderDependencies<App>,
  path: string,
  requestId: string | undefined,
): Loader<LoadedApp<App>> {
  const { createApp, traceLoad, log, wallClockMs } = dependencies;
  let subsegment: LoadSubsegment | undefined;
  // One load may be late for several invocations and still finish, so each number is reported only once.
  let uncounted: LoadCounts = { loads: 1, loadFailures: 1 };

  async function load(previous: LoadedApp<App> | undefined, context: LoadContext): Promise<LoadedApp<App>> {
    const configuration = await dependencies.load(path, context);
    const { version, sections } = configuration;
    if (previous?.version === version) return previous;
    return { app: createApp(configuration), version, parameters: sections.length };
  }

  function takeCounts(failed: boolean): LoadCounts {
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
      const metrics = loadMetricFields(wallClockMs(), takeCounts(false), ageMs);
      const durationMs = Math.round(ageMs);
      log({ level: "INFO", message, requestId, path, state, parameters, version, durationMs, ...metrics });
      subsegment?.end({ state, version, ageSeconds: ageMs / 1000, failed: false });
    },

    onFailed: (error, fallback: CachedValue<LoadedApp<App>> | undefined) => {
      const message = "configuration load failed";
      const served = { state: fallback?.state ?? "miss", version: fallback?.value.version };
      const metrics = loadMetricFields(wallClockMs(), takeCounts(true), fallback?.ageMs);
      log({ level: "WARN", message, requestId, path, ...served, ...failureFields(error), ...metrics });
      subsegment?.end({ ...served, ageSeconds: metrics.ageSeconds, failed: true });
    },
  };
}
