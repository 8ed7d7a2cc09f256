import { inspect } from "node:util";
import type { InspectOptions } from "node:util";

/** The text that replaces each secret value. */
export const MASK = "********";

/** An error for a secret that cannot be masked. It contains no value. */
export class UnmaskableError extends Error {
  /** The broken rule, without its subject, such as a parameter. */
  readonly rule: string;
  readonly fix: string;

  constructor(rule: string, fix: string) {
    super(`A secret ${rule}. Fix: ${fix}.`);
    this.rule = rule;
    this.fix = fix;
  }
}

/**
 * Masks an object and every object in it whenever they are turned into text: by `JSON.stringify`, `util.inspect`
 * (`console.log`, `util.format`) and string conversion. Keys stay visible, except those of an instance of a class, which is
 * masked as a whole. The values themselves stay readable, and a copy (`{ ...secrets }`, `structuredClone`) is not masked.
 * Results of getters and methods are not masked either. `console.dir`, `console.table` and `util.inspect` with
 * `customInspect: false` show the values.
 *
 * @returns the same object, or a masked copy if it is frozen
 * @throws UnmaskableError if it is not an object, if an object has a key `toJSON`, or if an instance of a class is frozen
 * @example
 * console.log(configuration.appSecrets); // { secretKey: '********' }
 */
export function maskSecrets<Value>(value: Value): Value {
  if (!isObject(value)) {
    throw new UnmaskableError(
      "must be an object after its schema in app/sections.ts has transformed it, because only an object can be masked",
      "let the schema return an object",
    );
  }
  const replacements = new Map<object, object>();
  const found: object[] = [value];
  // Not recursive: JSON of 8 KB can be nested deeper than the stack allows.
  for (const original of found) {
    if (replacements.has(original)) continue;
    const replacement = replacementOf(original);
    replacements.set(original, replacement);
    for (const member of membersOf(replacement)) if (isObject(member)) found.push(member);
  }
  const replace = (member: unknown) => (isObject(member) ? replacements.get(member) : member);
  try {
    for (const each of replacements.values()) {
      replaceMembers(each, replace);
      Object.defineProperties(each, Array.isArray(each) ? LIST_MASKING : MASKING);
    }
  } catch (error) {
    // JavaScript's own error of a change to a frozen object.
    if (!(error instanceof TypeError)) throw error;
    throw new UnmaskableError(
      "has an object that masking cannot change, because it is frozen",
      "let the schema in app/sections.ts return an object that is not frozen",
    );
  }
  for (const [original, copy] of replacements) if (copy !== original) Object.freeze(copy);
  return replace(value) as Value;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Returns the object that is masked instead of an object: itself, or a copy if it is frozen and can be copied. */
function replacementOf(original: object): object {
  if (!hasVisibleKeys(original) || isMasked(original)) return original;
  if (Object.hasOwn(original, "toJSON")) {
    throw new UnmaskableError(
      'has a key "toJSON", which a secret must not have, because masking uses it',
      "give the key another name",
    );
  }
  if (Object.isExtensible(original)) return original;
  if (Array.isArray(original)) return [...(original as unknown[])];
  const copy = Object.create(Object.getPrototypeOf(original) as object | null) as object;
  for (const [key, value] of Object.entries(original)) {
    Object.defineProperty(copy, key, { value: value as unknown, enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

/** Returns the values of an object's properties, and those in built-in objects. Calls no getter of a class. */
function* membersOf(value: object): Iterable<unknown> {
  for (const key of Reflect.ownKeys(value)) yield Object.getOwnPropertyDescriptor(value, key)?.value;
  if (value instanceof Map) for (const entry of value as Map<unknown, unknown>) yield* entry;
  if (value instanceof Set) yield* value as Set<unknown>;
  if (value instanceof URL) yield value.searchParams;
}

/** Puts replacements into an object, where they differ from its members. */
function replaceMembers(value: object, replace: (member: unknown) => unknown): void {
  for (const key of Reflect.ownKeys(value)) {
    const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    const replacement = replace(member);
    if (replacement !== member) (value as Record<PropertyKey, unknown>)[key] = replacement;
  }
  if (value instanceof Map) {
    const entries = [...(value as Map<unknown, unknown>)];
    value.clear();
    for (const entry of entries) value.set(replace(entry[0]), replace(entry[1]));
  } else if (value instanceof Set) {
    const members = [...(value as Set<unknown>)];
    value.clear();
    for (const member of members) value.add(replace(member));
  }
}

/** Returns whether an object is a list or a plain object, as in JSON. */
function hasVisibleKeys(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/**
 * Returns a copy with every leaf hidden, whatever its type, and every instance of a class.
 *
 * @param within the objects around the value, to find cycles
 */
function masked(value: unknown, within = new Set<object>()): unknown {
  if (!isObject(value) || !hasVisibleKeys(value) || within.has(value)) return MASK;
  within.add(value);
  const copy = Array.isArray(value)
    ? value.map((member) => masked(member, within))
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member, within)]));
  within.delete(value);
  return copy;
}

// Not enumerable, so that neither copies nor loops over the keys see them.
const method = (value: (this: object, ...args: never[]) => unknown): PropertyDescriptor => ({
  value,
  enumerable: false,
});

const maskedText = function (this: object): string {
  const copy = masked(this);
  return typeof copy === "string" ? copy : JSON.stringify(copy);
};

const toJSON = method(function (this: object) {
  return masked(this);
});

const MASKING: PropertyDescriptorMap = {
  toJSON,
  [inspect.custom]: method(function (this: object, depth: number, options: InspectOptions) {
    return inspect(masked(this), { ...options, depth });
  }),
  // Dates can still be compared and subtracted.
  [Symbol.toPrimitive]: method(function (this: object, hint: string) {
    if (hint !== "number") return maskedText.call(this);
    const value: unknown = typeof this.valueOf === "function" ? this.valueOf() : undefined;
    return typeof value === "number" ? value : NaN;
  }),
};

/** A list's own `toString` joins its items. */
const LIST_MASKING: PropertyDescriptorMap = { ...MASKING, toString: method(maskedText) };

const isMasked = (value: object): boolean => Object.getOwnPropertyDescriptor(value, "toJSON")?.value === toJSON.value;
