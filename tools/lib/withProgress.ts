/** Prints what begins, and how long it took. Steps may run at the same time, so the last line names the step again. */
export async function withProgress<T>(what: string, action: () => Promise<T>): Promise<T> {
  const began = performance.now();
  console.log(`${what} …`);
  const result = await action();
  console.log(`${what}: done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
