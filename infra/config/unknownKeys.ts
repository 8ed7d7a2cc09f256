import { removeCommand, setCommand } from "./problems/configCommand.ts";
import type { ConfigProblem, Fix } from "./problems/stackConfigError.ts";

export interface UnknownKeysArgs {
  /** All keys of the config, project names included. */
  readonly given: readonly string[];
  /** The keys that the program reads, without the project's name. */
  readonly known: readonly string[];
  readonly project: string;
}

/** Finds the project's keys that nobody reads: misspelled ones, and paths that were set without `--path`. */
export const unknownKeys = ({ given, known, project }: UnknownKeysArgs): ConfigProblem[] =>
  given
    .filter((key) => key.startsWith(`${project}:`))
    .map((key) => key.slice(project.length + 1))
    .filter((key) => !known.includes(key))
    .map((key) => ({ key, rule: `is none of the keys: ${known.join(", ")}`, fix: fixOf(key, project) }));

function fixOf(key: string, project: string): Fix {
  // A key that is empty or looks like a flag is given with the project's name.
  const remove = removeCommand([/^\w/.test(key) ? key : `${project}:${key}`]);
  const path = key.split(".");
  const isPath = /^(parameters|secrets)(\.[\w-]+){2,}$/.test(key);
  return isPath ? [remove, setCommand(path, { secret: path[0] === "secrets" })] : remove;
}
