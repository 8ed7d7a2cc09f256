/** Calls back after a time, and gives what calls that off. */
export type StartTimer = (delayMs: number, callback: () => void) => () => void;

/** What a promise gives within a time, or else the error; the timer does not outlive it. */
export async function withTimeout<T>(
  promise: Promise<T>,
  boundMs: number,
  late: () => Error,
  startTimer: StartTimer,
): Promise<T> {
  if (boundMs === Infinity) return promise;
  const bound = Promise.withResolvers<never>();
  const stopTimer = startTimer(boundMs, () => {
    bound.reject(late());
  });
  try {
    return await Promise.race([promise, bound.promise]);
  } finally {
    stopTimer();
  }
}
