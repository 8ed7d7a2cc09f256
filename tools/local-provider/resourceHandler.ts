import { canonicalize, isSameDocument } from "./difference.ts";
import { isObject, UNKNOWN } from "./properties.ts";
import type { Properties, Value } from "./properties.ts";

/** The implementation of a resource type. */
export interface ResourceHandler {
  /** The input with the resource's physical name. Default: `name`. */
  readonly namedBy?: string;
  /** The rules of all supported inputs. All other inputs are rejected. */
  readonly inputs: Readonly<Record<string, InputRule>>;
  /** The outputs that an update changes. They are unknown in a preview. */
  readonly changedByUpdate?: readonly string[];
  /** Creates the resource, and returns its ID and the outputs that are not inputs. */
  create(inputs: Properties): Promise<{ id: string; computed: Properties }>;
  /** Returns the live inputs and outputs, with null for missing ones. Returns undefined if the resource does not exist. */
  read(id: string, state: Properties): Promise<Properties | undefined>;
  /** Updates the resource from its state to the inputs, and returns the outputs that changed. */
  update(id: string, state: Properties, inputs: Properties): Promise<Properties>;
  /** Deletes the resource. Succeeds if it does not exist. */
  delete(id: string, state: Properties): Promise<void>;
}

/** The rule of an input of a resource type. */
export interface InputRule {
  readonly required?: true;
  /** The default value. */
  readonly default?: Value;
  /** Whether the default value is generated from the resource's name. */
  readonly autoName?: true;
  /** Whether the input is a JSON document. Documents are compared regardless of spelling. */
  readonly document?: true;
  /** Returns whether a change replaces the resource. */
  readonly replaces?: (before: Value | undefined, after: Value | undefined) => boolean;
  /** Returns the rule that a value breaks, as the end of a sentence that starts with the name of the input. */
  readonly rejects?: (value: Value) => string | undefined;
}

export const always = (): boolean => true;

/** Returns whether two values of an input are equal. */
export function isSame(rule: InputRule | undefined, one: Value | undefined, other: Value | undefined): boolean {
  if (rule?.document && typeof one === "string" && typeof other === "string") return isSameDocument(one, other);
  return canonicalize(one) === canonicalize(other);
}

/** Returns the rule that a value breaks, if any. Accepts values that a preview does not know. */
export const brokenRule = (rule: InputRule, value: Value): string | undefined =>
  value === UNKNOWN ? undefined : rule.rejects?.(value);

/** Rejects all values except the given ones. */
export const oneOf =
  (...supported: readonly string[]) =>
  (value: Value): string | undefined =>
    typeof value === "string" && supported.includes(value) ? undefined : `must be ${supported.join(" or ")}`;

/** Rejects objects with fields other than the given ones. */
export const onlyFields =
  (...supported: readonly string[]) =>
  (value: Value): string | undefined => {
    if (!isObject(value)) return "must be an object";
    const others = Object.keys(value).filter((field) => !supported.includes(field));
    return others.length > 0 ? `has unsupported fields: ${others.join(", ")}` : undefined;
  };
