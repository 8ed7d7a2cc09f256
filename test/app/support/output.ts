/** Returns the result of a function and what it writes to standard output. */
export async function withOutput<T>(run: () => Promise<T>): Promise<{ result: T; output: string }> {
  const write = process.stdout.write.bind(process.stdout);
  let output = "";
  process.stdout.write = (chunk: string | Uint8Array) => {
    output += String(chunk);
    return true;
  };
  try {
    return { result: await run(), output };
  } finally {
    process.stdout.write = write;
  }
}
