import type { Metafile } from "esbuild";

/** The packages that `app/sections.ts` uses, if they are a large part of a bundle. */
export interface LargeValidator {
  /** The packages that the user's files import. */
  readonly names: readonly string[];
  /** The bytes of these packages, and of those that they import, in the bundle. */
  readonly bytes: number;
  /** The user's files that import them. */
  readonly importers: readonly string[];
}

const SECTIONS_FILE = "app/sections.ts";

/** zod/mini and valibot take less than a fifth of this. With 450 KB, an execution environment starts 25 ms later. */
const LARGE_BYTES = 100_000;

/** Finds a validator that takes much of a bundle. It may be imported elsewhere, too, and in another way. */
export function findLargeValidator({ inputs, outputs }: Metafile): LargeValidator | undefined {
  const packages = new Set<string>();
  const reachable = new Set([SECTIONS_FILE]);
  for (const file of reachable) {
    const name = packageOf(file);
    if (name !== undefined) packages.add(name);
    for (const { path, external } of inputs[file]?.imports ?? []) if (external !== true) reachable.add(path);
  }
  const contents = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const isCounted = (file: string) => packages.has(packageOf(file) ?? "");
  const bytes = contents
    .filter(([file]) => isCounted(file))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  if (bytes < LARGE_BYTES) return undefined;
  const imports = Object.entries(inputs)
    .filter(([file]) => packageOf(file) === undefined)
    .flatMap(([file, input]) => input.imports.map(({ path }) => ({ file, path })))
    .filter(({ path }) => isCounted(path));
  return {
    names: [...new Set(imports.map(({ path }) => packageOf(path) ?? ""))],
    bytes,
    importers: [...new Set(imports.map(({ file }) => file))],
  };
}

/** Returns the package that a file belongs to; undefined for the project's own files. */
function packageOf(file: string): string | undefined {
  const [, name] = /^.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return name;
}

/**
 * Returns a warning about functions whose code consists to a large part of a validator.
 *
 * @param bundles the findings by function
 */
export function largeValidatorWarning(bundles: ReadonlyMap<string, LargeValidator>): string | undefined {
  const found = [...bundles.values()];
  if (found.length === 0) return undefined;
  const union = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())];
  const names = union(found.map((one) => one.names));
  const importers = union(found.map(({ importers }) => importers)).join(", ");
  const kilobytes = Math.round(Math.max(...found.map(({ bytes }) => bytes)) / 1000);
  const smaller = 'use `import * as z from "zod/mini"`';
  const fix = names.includes("zod")
    ? `${smaller} in ${importers}, because \`import { z }\` bundles everything`
    : `${smaller} or another small validator in ${importers}`;
  return (
    `${names.join(", ")} takes ${kilobytes} KB of the code of these functions, which start later because of it: ` +
    `${[...bundles.keys()].join(", ")}. Fix: ${fix}.`
  );
}
