import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CliError } from "../lib/cliError.ts";
import { lastLines, runCommand } from "../lib/command.ts";
import { withProgress } from "../lib/output.ts";
import { LOCAL } from "../lib/paths.ts";

/** Python packages that are installed together. */
export interface PythonPackages {
  /** The name of the package that they are installed for. */
  readonly name: string;
  /** The directory name under `.local/`. */
  readonly directoryName: string;
  /** The requirements file, which pins all packages with hashes. */
  readonly requirements: string;
  /** A module that can be imported if the packages are installed. */
  readonly module: string;
  /** A description for the output, with the duration of the installation. */
  readonly description: string;
}

const MINISTACK: PythonPackages = {
  name: "ministack",
  directoryName: "python",
  requirements: path.join(import.meta.dirname, "requirements.txt"),
  module: "ministack",
  description: "ministack, the AWS emulator, into .local/python (about 10 s)",
};

/** Returns the directory of the commands of some Python packages. Installs them under `.local/` if they are missing. */
export async function preparePythonEnvironment(signal: AbortSignal, packages = MINISTACK): Promise<string> {
  const { name, directoryName, requirements, module, description } = packages;
  const directory = path.join(LOCAL, directoryName);
  const bin = path.join(directory, "bin");
  const stamp = path.join(directory, "installed");
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash && (await canImport(bin, module, signal))) {
    return bin;
  }
  const python = await findPython(name, signal);
  await withProgress(`Installing ${description}`, async () => {
    rmSync(directory, { recursive: true, force: true });
    const venv = await runCommand(python, ["-m", "venv", directory], { signal });
    if (venv.code !== 0) {
      throw new CliError(
        "Python cannot create a virtual environment. Fix, on Debian and Ubuntu: `apt install python3-venv`.\n" +
          lastLines(venv.output),
      );
    }
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"];
    const pip = await runCommand(path.join(bin, "python"), [...install, "-r", requirements], { signal });
    if (pip.code !== 0) {
      throw new CliError(
        `pip cannot install ${name}. Fix: allow access to PyPI, and run the command again.\n${lastLines(pip.output)}`,
      );
    }
    writeFileSync(stamp, hash);
  });
  return bin;
}

/** Returns whether an environment works. It breaks if its directory is moved, or if its Python is removed. */
async function canImport(bin: string, module: string, signal: AbortSignal): Promise<boolean> {
  const { code } = await runCommand(path.join(bin, "python"), ["-c", `import ${module}`], { signal });
  return code === 0;
}

async function findPython(name: string, signal: AbortSignal): Promise<string> {
  const check = "import sys; sys.exit(sys.version_info < (3, 10))";
  for (const python of ["python3", "python"]) {
    const { code } = await runCommand(python, ["-c", check], { signal });
    if (code === 0) return python;
  }
  throw new CliError(
    `${name} requires Python 3.10 or newer, which is not on PATH. Fix: install it from https://python.org/`,
  );
}
