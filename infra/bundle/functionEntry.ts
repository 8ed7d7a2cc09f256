/** A bundle's entry: the module that exports `handler`, as TypeScript, and the SDK client that the runtime brings along. */
export interface FunctionEntry {
  readonly contents: string;
  readonly client: "@aws-sdk/client-ssm" | "@aws-sdk/client-lambda";
}

export interface UserFunction {
  /** A function `notifier` is in `app/notifier.ts`. */
  readonly name: string;
  readonly reads: "all" | readonly string[];
  /** The sections that are imported: those that it reads; all if it reads all. */
  readonly sections: readonly string[];
}

/**
 * Creates the entry of a user's function: it imports the function's file and the sections that it reads, and hands them to
 * the runtime. `reads` is a literal, so that a change of another function leaves this bundle as it is.
 */
export function userFunctionEntry({ name, reads, sections }: UserFunction): FunctionEntry {
  const imports = sections.map((section, index) => `${JSON.stringify(section)} as section${index}`);
  // Computed names: a section can be named `__proto__`.
  const entries = sections.map((section, index) => `[${JSON.stringify(section)}]: section${index}`);
  return {
    client: "@aws-sdk/client-ssm",
    contents: [
      `import { handler as definition } from "./app/${name}.ts";`,
      ...(imports.length > 0 ? [`import { ${imports.join(", ")} } from "./app/sections.ts";`] : []),
      `import { start } from "./app/runtime/start.ts";`,
      `const sections = { ${entries.join(", ")} };`,
      `export const handler = await start({ name: ${JSON.stringify(name)}, definition, reads: ${JSON.stringify(reads)}, sections });`,
    ].join("\n"),
  };
}

/**
 * Creates the entry of the recycler. It passes what each function reads, sorted, so that the same functions give the same
 * bundle for all stacks. Functions that read nothing are left out.
 */
export function recyclerEntry(functions: readonly Pick<UserFunction, "name" | "reads">[]): FunctionEntry {
  const reads = functions
    .filter((each) => each.reads.length > 0)
    .map(({ name, reads }) => [name, reads === "all" ? reads : [...reads].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    client: "@aws-sdk/client-lambda",
    contents: [
      `import { startRecycler } from "./app/runtime/recycler/recycler.ts";`,
      `export const handler = startRecycler(${JSON.stringify(Object.fromEntries(reads))});`,
    ].join("\n"),
  };
}
