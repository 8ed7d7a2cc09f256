import { canonical, sameDocument } from "./difference.ts";
import { isObject, UNKNOWN } from "./properties.ts";
import type { Value } from "./properties.ts";

/** What the provider knows of one input of a resource type. */
export interface InputRule {
  readonly required?: true;
  /** The value that the input takes when the program leaves it out. */
  readonly default?: Value;
  /** The input is made up from the resource's name when the program leaves it out. */
  readonly autoName?: true;
  /** A JSON document: compared by meaning. */
  readonly document?: true;
  /** Whether a change replaces the resource. */
  readonly replaces?: (before: Value | undefined, after: Value | undefined) => boolean;
  /** Why a value is refused, as the end of a sentence that begins with the input's name. */
  readonly refuses?: (value: Value) => string | undefined;
}

export const always = (): boolean => true;

export function same(rule: InputRule | undefined, one: Value | undefined, other: Value | undefined): boolean {
  if (rule?.document && typeof one === "string" && typeof other === "string") return sameDocument(one, other);
  return canonical(one) === canonical(other);
}

export const refusal = (rule: InputRule, value: Value): string | undefined =>
  value === UNKNOWN ? undefined : rule.refuses?.(value);

/** Refuses every value but these. */
export const oneOf =
  (...served: readonly string[]) =>
  (value: Value): string | undefined =>
    typeof value === "string" && served.includes(value) ? undefined : `must be ${served.join(" or ")}`;

/** Refuses every object that has other fields than these. */
export const onlyFields =
  (...served: readonly string[]) =>
  (value: Value): string | undefined => {
    if (!isObject(value)) return "must be an object";
    const others = Object.keys(value).filter((field) => !served.includes(field));
    return others.length > 0 ? `has fields that are not served: ${others.join(", ")}` : undefined;
  };
