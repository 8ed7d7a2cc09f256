import { CliError } from "./cliError.ts";

/** A function of a deployed stack, as the stack's output `functions` describes it. */
export interface DeployedFunction {
  /** The name in `app/functions.ts`. */
  readonly name: string;
  /** The full name, such as `parameterStoreBlog-dev_viewer`. */
  readonly functionName: string;
  readonly functionArn: string;
  readonly reads: "all" | readonly string[];
  readonly invokeCommand: string;
}

/** Returns the functions of a stack from its outputs. The engine sorts them by name; here, the stack's first one is first. */
export function deployedFunctions(outputs: Readonly<Record<string, unknown>>): DeployedFunction[] {
  const functions = (outputs["functions"] ?? {}) as Readonly<Record<string, Omit<DeployedFunction, "name">>>;
  const isFirst = ({ functionName }: DeployedFunction) => Number(functionName === outputs["functionName"]);
  return Object.entries(functions)
    .map(([name, described]) => ({ name, ...described }))
    .sort((one, other) => isFirst(other) - isFirst(one));
}

/**
 * Returns the functions that the option `--function` names, or all without it.
 *
 * @param given names as in `app/functions.ts`, or full names
 * @throws CliError if there is no function of a name
 */
export function selectFunctions<Each extends { readonly name: string; readonly functionName?: string }>(
  functions: readonly Each[],
  given: readonly string[] = [],
): readonly Each[] {
  const isNamed = ({ name, functionName = name }: Each, wanted: string) => [name, functionName].includes(wanted);
  const unknown = given.find((wanted) => !functions.some((each) => isNamed(each, wanted)));
  if (unknown !== undefined) {
    const names = functions.map(({ name }) => name).join(", ");
    throw new CliError(`--function must be one of: ${names} (got ${unknown}).`);
  }
  return given.length === 0 ? functions : functions.filter((each) => given.some((wanted) => isNamed(each, wanted)));
}
