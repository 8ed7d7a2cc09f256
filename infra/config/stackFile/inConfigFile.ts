import { shellWord } from "../problems/configCommand.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";
import type { StackFile } from "./stackFile.ts";

/** Lets the commands change the file that the config comes from, if that was given by `--config-file`. */
export function inConfigFile(problems: readonly ConfigProblem[], { name, isOption }: StackFile): ConfigProblem[] {
  const option = `--config-file ${shellWord(name)}`;
  const inFile = (command: string) => command.replace(/^pulumi config (set|rm)\b/, (start) => `${start} ${option}`);
  const fixed = (fix: Fix): Fix => {
    if (typeof fix === "string") return inFile(fix);
    if ("byHand" in fix) return fix;
    return "oneOf" in fix ? { oneOf: fix.oneOf.map(inFile) } : fix.map(inFile);
  };
  return problems.map((problem) => (isOption ? { ...problem, fix: fixed(problem.fix) } : problem));
}
