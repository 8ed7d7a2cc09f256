/** What travels between the engine and the provider: JSON, with this text for what a preview cannot know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Value = null | boolean | number | string | Value[] | Properties;

export interface Properties {
  [key: string]: Value;
}

export const isObject = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function text(properties: Properties, key: string): string {
  const value = properties[key];
  if (typeof value !== "string") throw new TypeError(`${key} must be a string`);
  return value;
}

export function count(properties: Properties, key: string): number {
  const value = properties[key];
  if (typeof value !== "number") throw new TypeError(`${key} must be a number`);
  return value;
}

export function object(properties: Properties, key: string): Properties {
  const value = properties[key];
  if (!isObject(value)) throw new TypeError(`${key} must be an object`);
  return value;
}

/** An object whose values are all strings, such as tags or environment variables. */
export function texts(properties: Properties, key: string): Record<string, string> {
  const values = object(properties, key);
  return Object.fromEntries(Object.keys(values).map((name) => [name, text(values, name)]));
}
