import type { JsonObject, JsonValue } from "../../../app/runtime/configuration/json.ts";
import type { JsonPath } from "../../../app/runtime/configuration/jsonPath.ts";
import type { StandardSchema } from "../../../app/runtime/configuration/standardSchema.ts";
import { validateSection } from "../../../app/runtime/configuration/validateSection.ts";
import type { Mismatch } from "../../../app/runtime/configuration/validateSection.ts";

/** A place in a section with a schema. */
export interface Place {
  readonly schema: StandardSchema;
  readonly section: JsonObject;
  readonly path: JsonPath;
}

/** The kinds of scalars that a schema accepts at a place, as far as they were tried. */
export interface AcceptedScalars {
  readonly text: boolean;
  readonly integer: boolean;
  readonly fraction: boolean;
  readonly flag: boolean;
  /** The kind that is accepted only as a number or a flag in JSON, and not as its text. */
  readonly notAsText: "number" | "flag" | undefined;
}

export type Scalar = string | number | boolean;

/** Examples of each kind, in the formats that validators know. */
const EXAMPLES = {
  text: ["text", "https://example.com/", "ada@example.com", "2031-04-05", "2031-04-05T06:07:08Z", "192.0.2.1"],
  integer: [1, 0, 2, 5, 10, 60, 100, 443, 1000, 5432, 86_400, -1],
  fraction: [0.5, 1.5],
  flag: [true, false],
} as const;

/** Texts of all kinds, such as values of secrets. */
export const TEXT_EXAMPLES: readonly string[] = Object.values(EXAMPLES).flat().map(String);

/**
 * Tries which scalars a schema accepts at a place. A Standard Schema does not tell what it expects, except in the text of a
 * message, but it tells whether it accepts a value.
 */
export async function tryScalars(place: Place): Promise<AcceptedScalars> {
  const firstAccepted = async <Kind extends Scalar>(values: readonly Kind[]): Promise<Kind | undefined> => {
    for (const value of values) if (await isAccepted(place, value)) return value;
    return undefined;
  };
  const text = await firstAccepted(EXAMPLES.text);
  const integer = await firstAccepted(EXAMPLES.integer);
  const fraction = await firstAccepted(EXAMPLES.fraction);
  const flag = await firstAccepted(EXAMPLES.flag);
  const number = integer ?? fraction;
  const scalar = number ?? flag;
  const isKindOnly = scalar !== undefined && !(await isAccepted(place, String(scalar)));
  return {
    text: text !== undefined,
    integer: integer !== undefined,
    fraction: fraction !== undefined,
    flag: flag !== undefined,
    notAsText: !isKindOnly ? undefined : number === undefined ? "flag" : "number",
  };
}

/** Returns whether a schema accepts a value at a place. */
export const isAccepted = async (place: Place, value: JsonValue): Promise<boolean> =>
  (await tryValue(place, value)).length === 0;

/** Validates a section with another value at a place. Returns the mismatches there, and inside the value. */
export async function tryValue({ schema, section, path }: Place, value: JsonValue): Promise<readonly Mismatch[]> {
  const { mismatches = [] } = await validateSection(schema, withValue(section, path, value));
  return mismatches.filter((mismatch) => path.every((segment, index) => mismatch.path[index] === segment));
}

/** Returns a copy of a section with another value at a path, and with the objects and lists that are missing around it. */
export const withValue = (section: JsonObject, path: JsonPath, value: JsonValue): JsonObject =>
  replaceAt(section, path, value) as JsonObject;

function replaceAt(outer: JsonValue | undefined, [key, ...rest]: JsonPath, value: JsonValue): JsonValue {
  if (key === undefined) return value;
  const isContainer = typeof outer === "object" && outer !== null;
  const copy: object = isContainer ? structuredClone(outer) : typeof key === "number" ? [] : {};
  const inner = Object.hasOwn(copy, key) ? (copy as JsonObject)[key] : undefined;
  // Unlike an assignment, it can set `__proto__`.
  const property = { value: replaceAt(inner, rest, value), enumerable: true, writable: true, configurable: true };
  return Object.defineProperty(copy, key, property) as JsonValue;
}

/** Returns the value at a place. */
export const valueAt = ({ section, path }: Omit<Place, "schema">): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>(
    (value, key) => (typeof value === "object" && value !== null ? (value as JsonObject)[key] : undefined),
    section,
  );
