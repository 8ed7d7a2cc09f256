import { assetHash } from "./codeArchive.ts";
import { isObject } from "./properties.ts";
import type { Properties, Value } from "./properties.ts";

/** The inputs that differ from the state. */
export interface Difference {
  readonly changed: readonly string[];
  /** The changed inputs that replace the resource. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/**
 * Returns the same text for all spellings of a value: null is the same as undefined, keys are sorted, and archives are
 * represented by their hash.
 */
export function canonicalize(value: Value | undefined): string {
  if (value === undefined || value === null) return "none";
  const hash = assetHash(value);
  if (hash !== undefined) return `archive ${hash}`;
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonicalize(value[key])}`).join(",")}}`;
}

/** Returns whether two texts are the same JSON document. AWS can return a policy with its keys in a different order. */
export function isSameDocument(one: string, other: string): boolean {
  return one === other || canonicalizeDocument(one) === canonicalizeDocument(other);
}

function canonicalizeDocument(document: string): string {
  try {
    return canonicalize(JSON.parse(document) as Value);
  } catch {
    return document;
  }
}

/**
 * Returns the inputs with the values of the state at the paths of `ignoreChanges`, such as `environment.variables.NAME`.
 * The engine replaces ignored inputs by the old inputs. Those do not include what others changed since.
 */
export const withoutIgnoredChanges = (state: Properties, inputs: Properties, paths: readonly string[]): Properties =>
  paths.map(parsePath).reduce((news, keys) => reset(state, news, keys), inputs);

function parsePath(path: string): string[] {
  if (/[[\]*"]/.test(path)) throw new Error(`the local AWS provider does not support ignoreChanges of ${path}`);
  return path.split(".");
}

function reset(state: Value | undefined, inputs: Properties, [key = "", ...rest]: readonly string[]): Properties {
  const live = isObject(state) ? state[key] : undefined;
  const input = inputs[key];
  if (rest.length > 0) return isObject(input) ? { ...inputs, [key]: reset(live, input, rest) } : inputs;
  const others = Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== key));
  return live === undefined ? others : { ...others, [key]: live };
}
