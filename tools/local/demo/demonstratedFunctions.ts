import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { functions } from "../../../app/functions.ts";
import { CliError } from "../../lib/cliError.ts";
import { selectFunctions } from "../../lib/deployedFunctions.ts";
import { ROOT } from "../../lib/paths.ts";

/** A function of `app/functions.ts` that the demonstration invokes. */
export interface DemonstratedFunction {
  readonly name: string;
  /** The payload of each invocation. */
  readonly event: unknown;
}

const APP = path.join(ROOT, "app");

/** Returns the file of the event with which a function is invoked; undefined if there is none. */
export function eventFileOf(name: string, app = APP): string | undefined {
  const file = path.join(app, `${name}.event.json`);
  return existsSync(file) ? file : undefined;
}

/**
 * Returns the functions to invoke, each with the event in `app/<name>.event.json`, or with an empty one.
 *
 * @param given the names of the option `--function`. Default: all functions
 * @param names the functions in `app/functions.ts`
 * @param app the folder of the events
 * @throws CliError if there is no function of a name, or if a file is not JSON
 */
export function demonstratedFunctions(
  given?: readonly string[],
  names: readonly string[] = Object.keys(functions),
  app = APP,
): DemonstratedFunction[] {
  return selectFunctions(
    names.map((name) => ({ name })),
    given,
  ).map(({ name }) => ({ name, event: readEvent(eventFileOf(name, app)) }));
}

function readEvent(file: string | undefined): unknown {
  if (file === undefined) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file} must be JSON: ${reason}. Fix: correct the file, or delete it for an empty event.`);
  }
}
