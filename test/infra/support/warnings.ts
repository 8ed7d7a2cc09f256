/** Returns a function's result and its warnings: without an engine, Pulumi warns on the console. */
export async function warningsOf<T>(run: () => Promise<T>): Promise<{ result: T; warnings: string }> {
  const { warn } = console;
  const warnings: unknown[] = [];
  console.warn = (message: unknown) => {
    warnings.push(message);
  };
  try {
    return { result: await run(), warnings: warnings.join("\n") };
  } finally {
    console.warn = warn;
  }
}
