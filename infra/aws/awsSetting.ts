import process from "node:process";

/** Reads a setting of the AWS provider by its name without `aws:`. */
export type AwsSettings = (name: string) => string | undefined;

/** Returns a setting. The provider treats an empty text as one that is not set. */
export function setting(get: AwsSettings, name: string): string | undefined {
  const text = get(name);
  return text === "" ? undefined : text;
}

/** Returns the first of these environment variables that is set and not empty. */
export const environmentVariable = (...names: readonly string[]): string | undefined =>
  names.map((name) => process.env[name]).find((value) => value !== undefined && value !== "");

/**
 * Returns a setting that is an object or a list, which reaches config as JSON text.
 *
 * @throws without the text, which may hold a token
 */
export function jsonSetting<T>(get: AwsSettings, name: string, otherwise: T): T {
  const text = setting(get, name);
  if (text === undefined) return otherwise;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`aws:${name} is not valid JSON`);
  }
}
