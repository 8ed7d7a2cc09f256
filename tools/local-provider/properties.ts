/** The value that represents an unknown value in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Value = null | boolean | number | string | Value[] | Properties;

/** Inputs or outputs of a resource, in JSON. */
export interface Properties {
  [key: string]: Value;
}

export const isObject = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns a property that must be a string. */
export function string(properties: Properties, key: string): string {
  const value = properties[key];
  if (typeof value !== "string") throw new TypeError(`${key} must be a string`);
  return value;
}

/** Returns a property that must be a number. */
export function number(properties: Properties, key: string): number {
  const value = properties[key];
  if (typeof value !== "number") throw new TypeError(`${key} must be a number`);
  return value;
}

/** Returns a property that must be an object. */
export function object(properties: Properties, key: string): Properties {
  const value = properties[key];
  if (!isObject(value)) throw new TypeError(`${key} must be an object`);
  return value;
}

/** Returns a property that must be an object of strings, such as tags or environment variables. */
export function stringMap(properties: Properties, key: string): Record<string, string> {
  const values = object(properties, key);
  return Object.fromEntries(Object.keys(values).map((name) => [name, string(values, name)]));
}
