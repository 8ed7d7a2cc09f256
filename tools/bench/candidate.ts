import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { lambdaVariables } from "./environmentVariables.ts";
import type { Runtime } from "./environmentVariables.ts";
import type { PythonInstallation } from "./installPythonPackages.ts";

/** A way to write and package the function, or an empty file as the baseline. */
export interface Candidate {
  readonly name: string;
  readonly runtime: Runtime;
  /** File and export in Lambda's notation: `index.handler`. */
  readonly handler: string;
  /** Contents by path inside the package. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly nodeOptions?: readonly string[];
}

/** A program with its arguments, working directory and environment variables. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A candidate whose package is unpacked on disk. */
export interface UnpackedCandidate extends Candidate {
  /** Loads the package and exits at once, without waiting for background work. */
  readonly load: Command;
  /** Runs the package in probe.cjs or probe.py, which expect further arguments. */
  readonly probe: Command;
}

/** Code that loads a file as Lambda does, by its extension. */
const LOAD: Readonly<Record<string, string>> = {
  ".js": "require(process.argv[1]); process.exit()",
  ".mjs": "import(process.argv[1]).then(() => process.exit())",
};

/**
 * Writes a candidate's package to a directory and returns it with the commands that run it.
 *
 * @param directory the task root, in Lambda's terms
 */
export function unpack(candidate: Candidate, directory: string, python: PythonInstallation): UnpackedCandidate {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(candidate.files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const [module = "", name = ""] = candidate.handler.split(".");
  const { runtime, nodeOptions = [] } = candidate;
  const shared = { cwd: directory, env: lambdaVariables(runtime, directory) };
  if (runtime === "nodejs24.x") {
    const file = [`${module}.mjs`, `${module}.js`].find((name) => name in candidate.files) ?? "";
    const main = path.join(directory, file);
    const command = (...args: string[]) => ({ ...shared, file: process.execPath, args: [...nodeOptions, ...args] });
    return {
      ...candidate,
      load: command("-e", LOAD[path.extname(main)] ?? "", main),
      probe: command(path.join(import.meta.dirname, "probe.cjs"), main, name),
    };
  }
  // As in Lambda, Python searches the package first and then the runtime, which contains boto3.
  const env = { ...shared.env, PYTHONPATH: [directory, python.runtimeDirectory].join(path.delimiter) };
  const command = (...args: string[]) => ({ ...shared, env, file: python.command, args });
  return {
    ...candidate,
    // Python caches the bytecode of an imported module, but compiles a file that it runs each time.
    load: command("-c", `import os, ${module}; os._exit(0)`),
    probe: command(path.join(import.meta.dirname, "probe.py"), module, name),
  };
}

/** Reads all files below a directory, by their path inside it. */
export function readFiles(directory: string): Record<string, Uint8Array> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [path.relative(directory, file), readFileSync(file)]));
}
