/** The time that an invocation keeps for its own work and its response. It stops waiting for a load this early. */
export const RESPONSE_MARGIN_MS = 500;

/**
 * The time from the start of the process within which INIT ends. Lambda stops an INIT after 10 s and repeats it in the first
 * invocation.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const INIT_BUDGET_MS = 9000;

const MIN_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 60_000;

/** A function that calls `callback` after `delayMs`. It returns a function that cancels the call. */
export type StartTimer = (delayMs: number, callback: () => void) => () => void;

/**
 * Returns how many milliseconds to wait after a number of consecutive failures of an AWS service. It is at least 1 second,
 * and its upper limit doubles from 2 to 60 seconds.
 *
 * @param random from 0 to 1, as in "full jitter": execution environments that failed together do not retry together
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: number): number {
  const limitMs = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** failures);
  return MIN_BACKOFF_MS + random * (limitMs - MIN_BACKOFF_MS);
}

/**
 * Creates a clock that follows a wall clock but never goes back. Only the wall clock continues while an execution environment
 * is frozen, but it may be set. A step back counts as no time, so an age never shrinks and is never negative. A step forward
 * counts as time.
 *
 * @param wallClockMs returns milliseconds
 * @returns a function that returns milliseconds
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

/**
 * Returns what `promise` resolves to, if it settles within `timeoutMs`. The timer never outlives the call.
 *
 * @param timeoutMs Infinity for no timeout
 * @throws the rejection of `promise`, or `onTimeout()` after the timeout
 */
export async function withTimeout<T>(
  promise: Promise<T>,
  timeoutMs: number,
  onTimeout: () => Error,
  startTimer: StartTimer,
): Promise<T> {
  if (timeoutMs === Infinity) return promise;
  const timeout = Promise.withResolvers<never>();
  const stopTimer = startTimer(timeoutMs, () => {
    timeout.reject(onTimeout());
  });
  try {
    return await Promise.race([promise, timeout.promise]);
  } finally {
    stopTimer();
  }
}
