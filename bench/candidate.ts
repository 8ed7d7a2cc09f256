import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { lambdaEnvironment } from "./environmentVariables.ts";
import type { PythonFolders } from "./installPythonPackages.ts";

/** A way to write and package the function, or nothing at all for comparison. */
export interface Candidate {
  readonly name: string;
  /** What runs it in Lambda. */
  readonly runtime: "nodejs24.x" | "python3.13";
  /** File and export, as Lambda names them: `index.handler`. */
  readonly handler: string;
  /** Contents by path inside the package. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly nodeOptions?: readonly string[];
}

/** A program with its arguments, folder and environment variables. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A candidate on disk, where a process can load it. */
export interface UnpackedCandidate extends Candidate {
  /** Loads it and ends at once, without waiting for what it has begun in the background. */
  readonly load: Command;
  /** Runs it in probe.cjs or probe.py, which take more arguments. */
  readonly probe: Command;
}

/** @param directory what Lambda calls the task root */
export function unpack(candidate: Candidate, directory: string, python: PythonFolders): UnpackedCandidate {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(candidate.files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const [module = "", name = ""] = candidate.handler.split(".");
  const { runtime, nodeOptions = [] } = candidate;
  const shared = { cwd: directory, env: lambdaEnvironment(runtime, directory) };
  if (runtime === "nodejs24.x") {
    const main = path.join(directory, `${module}.js`);
    const command = (...args: string[]) => ({ ...shared, file: process.execPath, args: [...nodeOptions, ...args] });
    return {
      ...candidate,
      load: command("-e", "require(process.argv[1]); process.exit()", main),
      probe: command(path.join(import.meta.dirname, "probe.cjs"), main, name),
    };
  }
  // Where Lambda's runtime has boto3, behind the package.
  const env = { ...shared.env, PYTHONPATH: [directory, python.runtime].join(path.delimiter) };
  const command = (...args: string[]) => ({ ...shared, env, file: python.command, args });
  return {
    ...candidate,
    // An imported module is kept compiled; a file that is run is compiled each time.
    load: command("-c", `import os, ${module}; os._exit(0)`),
    probe: command(path.join(import.meta.dirname, "probe.py"), module, name),
  };
}
