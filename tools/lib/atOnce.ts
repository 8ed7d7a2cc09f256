/**
 * Runs independent steps at the same time and returns their results in order. If one fails, the others are stopped by their
 * signal.
 *
 * @throws the error of the first step that fails
 */
export async function atOnce<T extends readonly unknown[]>(
  signal: AbortSignal,
  ...steps: { readonly [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> }
): Promise<T> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  try {
    return (await Promise.all(steps.map((step) => step(either)))) as unknown as T;
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}
