/** Says what is done before it is done, and how long it took. */
export async function step<T>(what: string, action: () => Promise<T>): Promise<T> {
  const began = performance.now();
  console.log(`${what} …`);
  const result = await action();
  console.log(`  done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
