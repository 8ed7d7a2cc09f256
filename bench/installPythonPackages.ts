import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { lastLines, runCommand } from "../local/command.ts";
import { LOCAL } from "../local/paths.ts";
import { pythonEnvironment } from "../local/pythonEnvironment.ts";

export interface PythonFolders {
  /** The Python that runs the function. */
  readonly command: string;
  /** What Lambda's Python runtime brings along: boto3 and what it needs. */
  readonly runtime: string;
  /** What the function's package must hold beside its code. */
  readonly packaged: string;
}

/** Installs both under `.local/`, once, pinned by hash. */
export async function pythonFolders(signal: AbortSignal): Promise<PythonFolders> {
  const command = path.join(await pythonEnvironment(signal), "python");
  return {
    command,
    runtime: await install(command, "runtime.txt", signal),
    packaged: await install(command, "package.txt", signal),
  };
}

async function install(command: string, file: string, signal: AbortSignal): Promise<string> {
  const requirements = path.join(import.meta.dirname, "peers", file);
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const directory = path.join(LOCAL, "bench", `${path.parse(file).name}-${hash}`);
  if (existsSync(directory)) return directory;
  mkdirSync(path.dirname(directory), { recursive: true });
  const unfinished = `${directory}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  const options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "--target", unfinished];
  const pip = await runCommand(command, ["-m", "pip", "install", ...options, "-r", requirements], { signal });
  if (pip.code !== 0)
    throw new Error(`pip could not install ${requirements}: it needs PyPI.\n${lastLines(pip.output)}`);
  renameSync(unfinished, directory);
  return directory;
}
