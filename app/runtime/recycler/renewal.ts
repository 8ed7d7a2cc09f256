/** How long after a change a renewal must begin to cover it for sure: AWS cuts the change's second, and clocks differ. */
const COVERS_AFTER_MS = 2000;

/** Changes that follow each other within this time are a burst. */
const BURST_MS = 5000;

/**
 * When the execution environments must be renewed for a change. The first change of a burst is answered at once; the next
 * waits until the burst is over for sure, and then covers all of it. So a burst costs two renewals at the most.
 *
 * @param lastBeganMs when the last renewal began; -Infinity where none is known
 * @returns how long to wait, or undefined where the last renewal covers the change
 */
export function renewalDueInMs(changeMs: number, lastBeganMs: number, nowMs: number): number | undefined {
  const spacingMs = BURST_MS + COVERS_AFTER_MS;
  // A time that cannot be, such as one that somebody wrote by hand, would otherwise cover every change to come.
  const known = lastBeganMs <= nowMs + spacingMs ? lastBeganMs : -Infinity;
  if (known >= changeMs + COVERS_AFTER_MS) return undefined;
  return Math.max(0, known + spacingMs - nowMs);
}
