import type { JsonObject, JsonValue } from "./json.ts";
import type { JsonPath } from "./jsonPath.ts";
import type { SchemaIssue, StandardSchema } from "./standardSchema.ts";

/** A place in a section that does not match its schema. */
export interface Mismatch {
  /** Empty for the whole section. Contains only keys and indexes, never a value. */
  readonly path: JsonPath;
  /** Whether the section does not have the key at the end of the path. */
  readonly isMissing: boolean;
  /** The validator's reason, which may quote the value. */
  readonly message: string;
}

/** The outcome of a validation: the section's typed values, or the places that do not match. */
export type ValidatedSection =
  { readonly values: unknown; readonly mismatches?: undefined } | { readonly mismatches: readonly Mismatch[] };

/** Validates the values of a section. An error that the schema throws counts as a mismatch of the whole section. */
export async function validateSection(schema: StandardSchema, section: JsonObject): Promise<ValidatedSection> {
  let result;
  try {
    result = await schema["~standard"].validate(section);
  } catch (error) {
    return { mismatches: [{ path: [], isMissing: false, message: `the schema throws ${String(error)}` }] };
  }
  if (result.issues === undefined) return { values: result.value };
  const issues = result.issues.length > 0 ? result.issues : [{ message: "the schema rejects it" }];
  const mismatches = issues.flatMap((issue) =>
    pathsOf(issue).map((path) => ({ ...locate(section, path), message: issue.message })),
  );
  return { mismatches: mergeByPath(mismatches) };
}

/** An issue of zod about unknown keys, which names the object that contains them. */
interface UnrecognizedKeys extends SchemaIssue {
  readonly keys?: readonly string[];
}

/** Returns the keys that lead to each rejected value. Validators may attach values to these keys, which are dropped. */
function pathsOf({ path = [], keys = [] }: UnrecognizedKeys): (readonly PropertyKey[])[] {
  const parent = path.map((segment) => (typeof segment === "object" ? segment.key : segment));
  return keys.length > 0 ? keys.map((key) => [...parent, key]) : [parent];
}

/**
 * Follows a validator's path as far as the section has its keys. What a schema parsed from a text is not in the section,
 * and may be a secret, so the path ends at the text.
 */
function locate(section: JsonObject, keys: readonly PropertyKey[]): Pick<Mismatch, "path" | "isMissing"> {
  const path: (string | number)[] = [];
  let value: JsonValue = section;
  for (const key of keys) {
    if (typeof value !== "object" || value === null) break;
    const name = String(key);
    if (Array.isArray(value)) {
      if (!/^\d+$/.test(name) || Number(name) >= value.length) break;
      path.push(Number(name));
    } else if (Object.hasOwn(value, name)) {
      path.push(name);
    } else {
      return quotesValue(section, name) ? { path, isMissing: false } : { path: [...path, name], isMissing: true };
    }
    value = (value as JsonObject)[name] ?? null;
  }
  return { path, isMissing: false };
}

/** A shorter text is in many names by chance. */
const MIN_QUOTE_LENGTH = 4;

/** Returns whether a name contains a value of the section. A validator may name a missing key after one. */
function quotesValue(value: JsonValue, name: string): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some((each) => quotesValue(each, name));
  const text = String(value);
  return text.length >= MIN_QUOTE_LENGTH && name.includes(text);
}

/** Merges the mismatches of the same path. */
function mergeByPath(mismatches: readonly Mismatch[]): Mismatch[] {
  const merged = new Map<string, Mismatch>();
  for (const mismatch of mismatches) {
    const key = JSON.stringify(mismatch.path);
    const other = merged.get(key);
    const message = other === undefined ? mismatch.message : `${other.message}; ${mismatch.message}`;
    merged.set(key, { ...mismatch, message });
  }
  return [...merged.values()];
}
