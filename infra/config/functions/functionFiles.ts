import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { buildSync, transformSync } from "esbuild";
import type { BuildFailure, Message } from "esbuild";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

/**
 * Returns the problems of the functions' files: missing ones, those that do not compile, that do not export `handler`, or
 * that define another function. The files do not run, so that a `handler` of another kind fails only when Lambda starts the function.
 *
 * @param root the project's folder
 * @param names valid names of functions
 */
export function functionFileProblems(root: string, names: readonly string[]): ConfigProblem[] {
  const missing = names.filter((name) => !existsSync(path.join(root, fileOf(name))));
  const existing = names.filter((name) => !missing.includes(name));
  const { exportsByFile, errors } = compile(root, existing.map(fileOf));
  const withoutHandler = existing.filter((name) => exportsByFile.get(fileOf(name))?.includes("handler") === false);
  const misnamed = existing.flatMap((name) => {
    const defined = definedNames(readFileSync(path.join(root, fileOf(name)), "utf8"));
    return defined.length > 0 && !defined.includes(name) ? [{ name, defined: defined.join(", ") }] : [];
  });
  return [
    ...misnamed.map(({ name, defined }) => ({
      key: fileOf(name),
      rule: `must define the function ${name}, and defines ${defined}`,
      fix: { byHand: `write \`defineHandler("${name}", …)\` in the file` },
    })),
    ...missing.map((name) => ({
      key: fileOf(name),
      rule: `is missing: app/functions.ts declares the function ${name}`,
      fix: { byHand: `create the file with \`${exampleOf(name)}\`` },
    })),
    ...errors.map(({ text, location }) => ({
      key: location === null ? "app" : `${location.file}:${location.line}:${location.column + 1}`,
      rule: `must compile: ${text}`,
      fix: { byHand: "correct the file" },
    })),
    ...withoutHandler.map((name) => ({
      key: fileOf(name),
      rule: "must export `handler`",
      fix: { byHand: `add \`${exampleOf(name)}\`` },
    })),
  ];
}

/** Returns the names in calls of `defineHandler`, as far as they are literals. A file that does not compile has none. */
function definedNames(source: string): readonly string[] {
  try {
    // Without comments, types and line breaks.
    const { code } = transformSync(source, { loader: "ts", minifyWhitespace: true, logLevel: "silent" });
    return Array.from(code.matchAll(/\bdefineHandler\((["`])([^"`$]+)\1/g), ([, , name = ""]) => name);
  } catch (error) {
    if (isBuildFailure(error)) return [];
    throw error;
  }
}

const fileOf = (name: string): string => `app/${name}.ts`;

const exampleOf = (name: string): string =>
  `export const handler = defineHandler("${name}", (event, { configuration }) => …)`;

interface Compiled {
  readonly exportsByFile: ReadonlyMap<string, readonly string[]>;
  readonly errors: readonly Message[];
}

/** Compiles files with what they import, except for packages. A file with an error is missing in `exportsByFile`. */
function compile(root: string, files: readonly string[]): Compiled {
  try {
    const { metafile } = buildSync({
      absWorkingDir: root,
      entryPoints: [...files],
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      metafile: true,
      write: false,
      logLevel: "silent",
      outdir: path.join(root, ".bundle"),
    });
    const exported = Object.values(metafile.outputs).map(
      ({ entryPoint = "", exports }) => [entryPoint, exports] as const,
    );
    return { exportsByFile: new Map(exported), errors: [] };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    if (files.length === 1) return { exportsByFile: new Map(), errors: error.errors };
    // Each file by itself, so that one with an error does not hide what the others export.
    const parts = files.map((file) => compile(root, [file]));
    const errors = parts.flatMap((part) => part.errors);
    // Several files may import the one with the error.
    const distinct = new Map(errors.map((one) => [JSON.stringify([one.text, one.location]), one]));
    return { exportsByFile: new Map(parts.flatMap((part) => [...part.exportsByFile])), errors: [...distinct.values()] };
  }
}

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && "errors" in error;
