import { inspect } from "node:util";
import type { InspectOptions } from "node:util";

/** The text that replaces each secret value. */
export const MASK = "********";

/**
 * Masks an object and every object in it whenever they are turned into text: by `JSON.stringify`, `util.inspect`
 * (`console.log`, `util.format`) and string conversion. Keys stay visible. The values themselves stay readable, and a copy
 * (`{ ...secrets }`, `structuredClone`) is not masked. `console.dir`, `console.table` and `util.inspect` with
 * `customInspect: false` show the values.
 *
 * @returns the same object
 * @example
 * console.log(configuration.appSecrets); // { secretKey: '********' }
 */
export function maskSecrets<Value extends object>(value: Value): Value {
  for (const each of objectsIn(value)) {
    Object.defineProperties(each, Array.isArray(each) ? LIST_MASKING : MASKING);
  }
  return value;
}

/** Returns a copy with every leaf hidden, whatever its type. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return MASK;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}

// Not enumerable, so that neither copies nor loops over the keys see them.
const method = (value: (this: object, ...args: never[]) => unknown): PropertyDescriptor => ({
  value,
  enumerable: false,
});

const maskedText = function (this: object): string {
  return JSON.stringify(masked(this));
};

const MASKING: PropertyDescriptorMap = {
  toJSON: method(function (this: object) {
    return masked(this);
  }),
  [inspect.custom]: method(function (this: object, depth: number, options: InspectOptions) {
    return inspect(masked(this), { ...options, depth });
  }),
  [Symbol.toPrimitive]: method(maskedText),
};

/** A list's own `toString` joins its items. */
const LIST_MASKING: PropertyDescriptorMap = { ...MASKING, toString: method(maskedText) };

function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== "object" || value === null) return;
  yield value;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** Returns a key that masking would overwrite at any depth of a value: `JSON.stringify` calls a property `toJSON`. */
export function unmaskableKey(value: unknown): string | undefined {
  for (const each of objectsIn(value)) if (Object.hasOwn(each, "toJSON")) return "toJSON";
  return undefined;
}
