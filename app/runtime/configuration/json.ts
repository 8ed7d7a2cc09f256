/** A value that JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object, such as the value of a parameter. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** The text that replaces each value of a masked object. */
export const MASK = "********";

/** Removes the byte-order mark that some editors and shells write at the start of a text. */
export const withoutByteOrderMark = (text: string): string => (text.startsWith("\uFEFF") ? text.slice(1) : text);

/** Returns the JSON object in a text, or undefined. Drops the parser's error, which quotes the text. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Returns whether a JSON value is an object; a list and `null` are not. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a copy with a mask in place of each value, whatever its type, at every depth. Keys stay visible. */
export function mask(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, maskValue(value)]));
}

function maskValue(value: JsonValue): JsonValue {
  if (isJsonObject(value)) return mask(value);
  return Array.isArray(value) ? value.map(maskValue) : MASK;
}
