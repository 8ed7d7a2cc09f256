import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { CliError } from "../lib/cliError.ts";
import { lastLines, runCommand } from "../lib/command.ts";
import { LOCAL, ROOT } from "../lib/paths.ts";
import { preparePythonEnvironment } from "../local/pythonEnvironment.ts";

/** A Python interpreter and the packages of the AWS blog post's function. */
export interface PythonInstallation {
  /** The Python interpreter that runs the function. */
  readonly command: string;
  /** The directory of the packages that Lambda's Python runtime includes: boto3 and its dependencies. */
  readonly runtimeDirectory: string;
  /** The directory of the packages that are deployed with the function's code. */
  readonly packageDirectory: string;
}

/** Installs both sets of packages under `.local/`, pinned by hash, unless they are installed already. */
export async function installPythonPackages(signal: AbortSignal): Promise<PythonInstallation> {
  const command = path.join(await preparePythonEnvironment(signal), "python");
  return {
    command,
    runtimeDirectory: await install(command, "runtime.txt", signal),
    packageDirectory: await install(command, "package.txt", signal),
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
  if (pip.code !== 0) {
    throw new CliError(
      `pip cannot install ${path.relative(ROOT, requirements)}. ` +
        "Fix: allow access to PyPI, and run the command again.\n" +
        lastLines(pip.output),
    );
  }
  renameSync(unfinished, directory);
  return directory;
}
