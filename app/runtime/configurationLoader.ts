import type { CachedValue } from "./cache/freshness.ts";
import type { LoadContext, Loader } from "./cache/sharedLoad.ts";
import type { LoadedConfiguration } from "./parameterStore/loadConfiguration.ts";
import { failureFields, loadMetricFields } from "./telemetry/log.ts";
import type { LoadCounts, LoadOrigin, LogEntry } from "./telemetry/log.ts";
import type { LoadSubsegment, TraceLoad } from "./telemetry/tracing.ts";

/** The cached value: one version of the configuration, and what the user's code created from it. */
export interface LoadedApp extends LoadedConfiguration {
  /** The result of `setUp`; undefined without a `setUp`. */
  readonly app: unknown;
}

/** The dependencies of a loader. */
export interface ConfigurationLoaderDependencies {
  /** Loads the configuration under a path. */
  readonly load: (path: string, context: LoadContext) => Promise<LoadedConfiguration>;
  /** The user's code for a new version of the configuration, which may return a promise. Its error fails the load. */
  readonly setUp?: ((configuration: object) => unknown) | undefined;
  /** Runs a load in a subsegment of the trace. */
  readonly traceLoad: TraceLoad;
  /** Writes a log entry. */
  readonly log: (entry: LogEntry) => void;
  /** Returns the wall-clock time in milliseconds since 1970. */
  readonly wallClockMs: () => number;
}

/**
 * Creates the loader of INIT or of one invocation. It loads the configuration, calls `setUp` if the version changed, and
 * reports to the log, metrics and trace. No parameter values are reported.
 *
 * @param path such as `/dev/parameterStoreBlog`
 */
export function createConfigurationLoader(
  dependencies: ConfigurationLoaderDependencies,
  path: string,
  origin: LoadOrigin,
): Loader<LoadedApp> {
  const { setUp, traceLoad, log, wallClockMs } = dependencies;
  let subsegment: LoadSubsegment | undefined;
  // One load may be late for several invocations and still finish, so each number is reported only once.
  let uncounted: LoadCounts = { loads: 1, loadFailures: 1 };

  async function load(previous: LoadedApp | undefined, context: LoadContext): Promise<LoadedApp> {
    const loaded = await dependencies.load(path, context);
    if (previous?.version === loaded.version) return previous;
    return { ...loaded, app: await setUp?.(loaded.configuration) };
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
      const metrics = loadMetricFields(wallClockMs(), takeCounts(false), ageMs, origin);
      const durationMs = Math.round(ageMs);
      log({ level: "INFO", message, ...origin, path, state, parameters, version, durationMs, ...metrics });
      subsegment?.end({ state, version, ageSeconds: ageMs / 1000, failed: false });
    },

    onFailed: (error, fallback: CachedValue<LoadedApp> | undefined, isLate) => {
      const message = "configuration load failed";
      const served = { state: fallback?.state ?? "miss", version: fallback?.value.version };
      const metrics = loadMetricFields(wallClockMs(), takeCounts(true), fallback?.ageMs, origin);
      log({ level: "WARN", message, ...origin, path, ...served, ...failureFields(error), ...metrics });
      subsegment?.end({ ...served, ageSeconds: metrics.ageSeconds, failed: true, isLate });
    },
  };
}
