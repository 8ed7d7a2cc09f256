/** An invocation that can be served from memory waits so long for a refresh, even if all loads so far were faster. */
const SHORTEST_WAIT_MS = 1000;

/** Or for so many times the longest load so far: a small function, or many parameters, take longer. */
const LOADS_WAITED_FOR = 2;

/** A load is suspected of being lost when invocations have waited for it so long in vain, together. */
const SUSPECT_AFTER_MS = 5000;

/**
 * Returns how long an invocation waits for a refresh before it is served from memory.
 *
 * @param longestMs the longest load so far: only time that invocations waited for it, since the rest may be frozen
 */
export const refreshWaitMs = (longestMs: number): number => Math.max(SHORTEST_WAIT_MS, LOADS_WAITED_FOR * longestMs);

/** Returns how long invocations wait for one load, together, before it counts as a failure. */
export const lateAfterMs = (longestMs: number): number => Math.max(SUSPECT_AFTER_MS, refreshWaitMs(longestMs));

export interface UnfinishedLoad {
  readonly ageMs: number;
  /** How long invocations have waited for it, together. */
  readonly waitedMs: number;
  /** Since the last of them gave up. */
  readonly idleMs: number;
  /** How many loads before it were lost, one after the other. */
  readonly lostBefore: number;
}

/**
 * Returns whether a load that nobody waits for is replaced by another, instead of being joined.
 *
 * Freezing an execution environment breaks connections, so the first load that was left alone, for as long as an invocation
 * would wait, is replaced. It may also just have been slow: then the next one would be replaced as well, and none would ever
 * end. So each load that replaces another is given twice the time of invocations, however long it is left alone.
 */
export function isLost(load: UnfinishedLoad, longestMs: number, refuseAfterMs: number): boolean {
  const { ageMs, waitedMs, idleMs, lostBefore } = load;
  // What it returns would be too old to be served.
  if (ageMs > Math.max(refuseAfterMs, SUSPECT_AFTER_MS)) return true;
  if (lostBefore === 0 && idleMs > refreshWaitMs(longestMs)) return true;
  return waitedMs >= lateAfterMs(longestMs) * 2 ** lostBefore;
}
