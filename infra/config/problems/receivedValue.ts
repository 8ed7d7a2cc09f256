import type { JsonObject, JsonValue } from "../../../app/runtime/configuration/json.ts";

/** A config value as Pulumi passed it to the program. Numbers keep their text. */
export type ReceivedValue = null | boolean | string | ReceivedNumber | readonly ReceivedValue[] | ReceivedMap;

export interface ReceivedMap {
  readonly [key: string]: ReceivedValue;
}

/** A number as its text, because a double may change its value. */
export class ReceivedNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Parses the text of an object or a list. Returns undefined if it is not JSON: the error of `JSON.parse` would quote it. */
export function parseReceivedValue(json: string): ReceivedValue | undefined {
  try {
    return JSON.parse(json, (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" ? new ReceivedNumber(context?.source ?? String(value)) : value,
    ) as ReceivedValue;
  } catch {
    return undefined;
  }
}

export const isReceivedMap = (value: ReceivedValue | undefined): value is ReceivedMap =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ReceivedNumber);

export const isReceivedList = (value: ReceivedValue | undefined): value is readonly ReceivedValue[] =>
  Array.isArray(value);

/** Returns the members of a map or a list with their keys. A scalar has none. */
export function membersOf(value: ReceivedValue | undefined): readonly (readonly [string | number, ReceivedValue])[] {
  if (isReceivedList(value)) return value.map((item, index) => [index, item] as const);
  return isReceivedMap(value) ? Object.entries(value) : [];
}

/** Returns a value as the function parses it from a parameter. */
export function toJsonValue(value: ReceivedValue): JsonValue {
  if (value instanceof ReceivedNumber) return Number(value.text);
  if (isReceivedList(value)) return value.map(toJsonValue);
  return isReceivedMap(value) ? toJsonObject(value) : value;
}

/** Returns a map as the function parses it from a parameter. */
export const toJsonObject = (map: ReceivedMap): JsonObject =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, toJsonValue(value)]));
