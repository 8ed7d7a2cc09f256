import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 5;

/** Watches how late this process is with its own work. The function ends it and gives the 99th percentile, in milliseconds. */
export function watchLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return () => {
    histogram.disable();
    // A timer's own period is in what is measured.
    return Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION_MS);
  };
}
