import { isJsonObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";

export const MASK = "********";

/** The same object with every leaf hidden, whatever its type; keys stay visible. */
export function mask(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, maskValue(value)]));
}

function maskValue(value: JsonValue): JsonValue {
  if (isJsonObject(value)) return mask(value);
  return Array.isArray(value) ? value.map(maskValue) : MASK;
}
