/**
 * The wall clock, in milliseconds, without its steps back. Only the wall clock goes on while an execution environment is
 * frozen, but it may be set: one that goes back counts as one that stood still, so that an age never shrinks and is never
 * negative. What is lost is the time between the two readings around the step; a step forward counts as time.
 */
export function monotonicClock(wallClockMs: () => number): () => number {
  let lastMs = -Infinity;
  let lostMs = 0;
  return () => {
    const nowMs = wallClockMs();
    if (nowMs < lastMs) lostMs += lastMs - nowMs;
    lastMs = nowMs;
    return nowMs + lostMs;
  };
}
