import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 5;

/** Starts to measure this process's event loop delay. The returned function stops it and returns the p99 in milliseconds. */
export function watchLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return () => {
    histogram.disable();
    // The measurements include the timer's own period.
    return Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION_MS);
  };
}
