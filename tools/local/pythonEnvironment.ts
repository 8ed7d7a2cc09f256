import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CliError } from "../lib/cliError.ts";
import { lastLines, runCommand } from "../lib/command.ts";
import { LOCAL } from "../lib/paths.ts";
import { withProgress } from "../lib/withProgress.ts";

export interface PythonPackages {
  /** The folder's name under `.local/`. */
  readonly name: string;
  /** The file that pins them all, with hashes. */
  readonly requirements: string;
  /** Can be imported where they are there. */
  readonly module: string;
  /** For people: what they are, and how long they take. */
  readonly what: string;
}

const MINISTACK: PythonPackages = {
  name: "python",
  requirements: path.join(import.meta.dirname, "requirements.txt"),
  module: "ministack",
  what: "ministack, the AWS endpoint, into .local/python (about 10 s)",
};

/** Gives the folder with the commands of a Python environment that has ministack or others, made once under `.local/`. */
export async function pythonEnvironment(signal: AbortSignal, packages = MINISTACK): Promise<string> {
  const { name, requirements, module, what } = packages;
  const directory = path.join(LOCAL, name);
  const bin = path.join(directory, "bin");
  const stamp = path.join(directory, "installed");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && (await works(bin, module, signal))) {
    return bin;
  }
  const python = await findPython(signal);
  await withProgress(`Installing ${what}`, async () => {
    rmSync(directory, { recursive: true, force: true });
    const venv = await runCommand(python, ["-m", "venv", directory], { signal });
    if (venv.code !== 0) {
      throw new CliError(
        `Python could not make a virtual environment. On Debian and Ubuntu: \`apt install python3-venv\`.\n` +
          lastLines(venv.output),
      );
    }
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"];
    const pip = await runCommand(path.join(bin, "python"), [...install, "-r", requirements], { signal });
    if (pip.code !== 0) {
      throw new CliError(`pip could not install ${requirements}: it needs PyPI.\n${lastLines(pip.output)}`);
    }
    writeFileSync(stamp, wanted);
  });
  return bin;
}

/** An environment breaks when the Python it was made with is gone, or the folder was moved. */
async function works(bin: string, module: string, signal: AbortSignal): Promise<boolean> {
  const { code } = await runCommand(path.join(bin, "python"), ["-c", `import ${module}`], { signal });
  return code === 0;
}

async function findPython(signal: AbortSignal): Promise<string> {
  const wanted = "import sys; sys.exit(sys.version_info < (3, 10))";
  for (const python of ["python3", "python"]) {
    const { code } = await runCommand(python, ["-c", wanted], { signal });
    if (code === 0) return python;
  }
  throw new CliError(
    "Python 3.10 or newer is needed for the AWS endpoint, and is not on PATH: see https://python.org/",
  );
}
