/** An invocation with a cached value waits at least this long for a refresh, even if all loads so far were faster. */
const MIN_REFRESH_WAIT_MS = 1000;

/** It waits this many times the longest load so far, because a small function or many parameters take longer. */
const LONGEST_LOAD_FACTOR = 2;

/** Invocations wait at least this long in total for one load before it counts as a failure. */
const MIN_OVERDUE_MS = 5000;

/**
 * Returns how many milliseconds an invocation waits for a refresh before it is served from memory.
 *
 * @param longestMs the longest successful load. It counts only time that invocations waited: otherwise the environment may
 * be frozen, or have the full CPU of INIT.
 */
export const refreshWaitMs = (longestMs: number): number =>
  Math.max(MIN_REFRESH_WAIT_MS, LONGEST_LOAD_FACTOR * longestMs);

/**
 * Returns how many milliseconds invocations wait in total for one load before it counts as a failure.
 *
 * @param longestMs as for `refreshWaitMs`
 */
export const overdueAfterMs = (longestMs: number): number => Math.max(MIN_OVERDUE_MS, refreshWaitMs(longestMs));

/** The state of a load that is still running and that no invocation waits for. */
export interface IdleLoad {
  /** The time since its start. */
  readonly ageMs: number;
  /** The time that invocations waited for it; concurrent ones count once. */
  readonly waitedMs: number;
  /** The time since the last invocation stopped waiting. */
  readonly idleMs: number;
  /** The number of loads that were abandoned in a row before this one. */
  readonly abandonedBefore: number;
}

/**
 * Returns whether the next caller abandons an idle load and starts another, instead of joining it.
 *
 * Freezing an execution environment breaks connections, so the first load is abandoned once it is idle for longer than an
 * invocation waits. But the load may only be slow. Its successors would then be abandoned too, and none would finish.
 * So an idle time abandons only the first load; each later one gets twice the waiting time of the one before.
 *
 * @param longestMs as for `refreshWaitMs`
 * @param expireAfterMs the age from which the result of the load could not be served
 */
export function shouldAbandon(load: IdleLoad, longestMs: number, expireAfterMs: number): boolean {
  const { ageMs, waitedMs, idleMs, abandonedBefore } = load;
  if (ageMs > Math.max(expireAfterMs, MIN_OVERDUE_MS)) return true;
  if (abandonedBefore === 0 && idleMs > refreshWaitMs(longestMs)) return true;
  return waitedMs >= overdueAfterMs(longestMs) * 2 ** abandonedBefore;
}
