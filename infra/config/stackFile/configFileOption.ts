import { readFileSync, readlinkSync } from "node:fs";
import * as path from "node:path";

/** The program runs under the language host, and that under `pulumi`; a wrapper or two may be in between. */
const MAX_ANCESTORS = 6;

/**
 * Returns the file that `pulumi` was told to take the config from, by `--config-file`. Neither the engine nor the language
 * host passes it on, so that it is read from the command line of the process above this one. That works on Linux, and if
 * the CLI started the program; everywhere else the file is not known.
 */
export function configFileOption(pid = process.ppid): string | undefined {
  for (let count = 0, ancestor = pid; count < MAX_ANCESTORS && ancestor > 1; count++, ancestor = parentOf(ancestor)) {
    const [command = "", ...args] = readProcess(ancestor, "cmdline").split("\0");
    if (path.basename(command) === "pulumi") return optionIn(args, ancestor);
  }
  return undefined;
}

function optionIn(args: readonly string[], pid: number): string | undefined {
  const name = "--config-file";
  const place = args.findLastIndex((argument) => argument === name || argument.startsWith(`${name}=`));
  if (place === -1) return undefined;
  const argument = args[place] ?? "";
  const file = argument === name ? args[place + 1] : argument.slice(name.length + 1);
  return file === undefined || file === "" ? undefined : path.resolve(workingDirectory(pid), file);
}

/** The fourth field; the second is the command's name, and may have blanks and parentheses in it. */
function parentOf(pid: number): number {
  const stat = readProcess(pid, "stat");
  const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(parent ?? 0);
}

/** Empty if there is no such file, or no right to read it. */
function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return process.cwd();
  }
}
