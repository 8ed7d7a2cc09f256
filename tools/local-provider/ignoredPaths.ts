import { isObject } from "./properties.ts";
import type { Properties, Value } from "./properties.ts";

/**
 * The inputs with the state's values, or none, at the paths of the program's `ignoreChanges`, such as
 * `environment.variables.NAME`. The engine has put the old inputs there, which know nothing of what others wrote.
 */
export const withoutIgnored = (state: Properties, inputs: Properties, paths: readonly string[]): Properties =>
  paths.map(keysOf).reduce((news, keys) => reset(state, news, keys), inputs);

function keysOf(path: string): string[] {
  if (/[[\]*"]/.test(path)) throw new Error(`the local AWS provider does not serve ignoreChanges of ${path}`);
  return path.split(".");
}

function reset(state: Value | undefined, inputs: Properties, [key = "", ...rest]: readonly string[]): Properties {
  const live = isObject(state) ? state[key] : undefined;
  const given = inputs[key];
  if (rest.length > 0) return isObject(given) ? { ...inputs, [key]: reset(live, given, rest) } : inputs;
  const others = Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== key));
  return live === undefined ? others : { ...others, [key]: live };
}
