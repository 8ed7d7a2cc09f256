import { readFileSync, readlinkSync } from "node:fs";
import * as path from "node:path";
import { shellWord } from "../problems/configCommand.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";

/** The program's parent is the language host, whose parent is `pulumi`. There may be wrappers in between. */
const MAX_ANCESTORS = 6;

/**
 * Returns the file of `pulumi --config-file`, or undefined. Neither the engine nor the language host passes the option to
 * the program, so it is read from the command line of the `pulumi` process. This works only on Linux, and only if the
 * CLI started the program.
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

/** Reads the fourth field of `stat`. The second is the command's name, which may contain spaces and parentheses. */
function parentOf(pid: number): number {
  const stat = readProcess(pid, "stat");
  const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(parent ?? 0);
}

/** Returns an empty string if the file is missing or cannot be read. */
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

/** Adds `--config-file` to the commands that fix the problems, if the config was read with that option. */
export function withConfigFileOption(
  problems: readonly ConfigProblem[],
  { name, isOption }: { readonly name: string; readonly isOption: boolean },
): ConfigProblem[] {
  if (!isOption) return [...problems];
  const option = `--config-file ${shellWord(name)}`;
  const addTo = (command: string) => command.replace(/^pulumi config (set|rm)\b/, (start) => `${start} ${option}`);
  const addToFix = (fix: Fix): Fix => {
    if (typeof fix === "string") return addTo(fix);
    if ("byHand" in fix) return fix;
    return "oneOf" in fix ? { oneOf: fix.oneOf.map(addTo) } : fix.map(addTo);
  };
  return problems.map((problem) => ({ ...problem, fix: addToFix(problem.fix) }));
}
