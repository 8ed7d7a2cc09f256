/**
 * Runs independent steps at the same time and returns their results in order. If one fails, the signal of the others
 * aborts, and its error is thrown.
 */
export async function runConcurrently<T extends readonly unknown[]>(
  signal: AbortSignal,
  ...steps: { readonly [K in keyof T]: (signal: AbortSignal) => Promise<T[K]> }
): Promise<T> {
  const failed = new AbortController();
  const anySignal = AbortSignal.any([signal, failed.signal]);
  try {
    return (await Promise.all(steps.map((step) => step(anySignal)))) as unknown as T;
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}
