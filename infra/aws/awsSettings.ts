import os from "node:os";
import path from "node:path";
import process from "node:process";

/** A function that returns a setting of the AWS provider by its name without `aws:`. */
export type AwsSettings = (name: string) => string | undefined;

/** The options with which the AWS SDK reads the shared config and credentials files. */
export interface SharedFiles {
  readonly configFilepath?: string;
  readonly filepath?: string;
}

/** Returns a setting. Like the provider, it treats an empty string as not set. */
export function readSetting(get: AwsSettings, name: string): string | undefined {
  const text = get(name);
  return text === "" ? undefined : text;
}

/**
 * Returns a setting that is an object or a list, which config holds as JSON text.
 *
 * @throws Error if the setting is not valid JSON. The message does not quote it, because it may contain a token
 */
export function jsonSetting<T>(get: AwsSettings, name: string, otherwise: T): T {
  const text = readSetting(get, name);
  if (text === undefined) return otherwise;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`aws:${name} must be valid JSON`);
  }
}

/** Returns the first of these environment variables that is set and not empty. */
export const environmentVariable = (...names: readonly string[]): string | undefined =>
  names.map((name) => process.env[name]).find((value) => value !== undefined && value !== "");

/** Returns the profile in the config or the environment. Like the Go SDK, it also reads AWS_DEFAULT_PROFILE. */
export const profileName = (get: AwsSettings): string | undefined =>
  readSetting(get, "profile") ?? environmentVariable("AWS_PROFILE", "AWS_DEFAULT_PROFILE");

/** Returns the shared files in the config. If it has none, the SDK uses the environment and its defaults. */
export function sharedFiles(get: AwsSettings): SharedFiles {
  const [configFile] = jsonSetting<readonly string[]>(get, "sharedConfigFiles", []);
  const [credentialsFile] = jsonSetting<readonly string[]>(get, "sharedCredentialsFiles", []);
  return {
    ...(configFile === undefined ? {} : { configFilepath: expandPath(configFile) }),
    ...(credentialsFile === undefined ? {} : { filepath: expandPath(credentialsFile) }),
  };
}

/** Expands variables and `~` as the AWS provider does. */
export function expandPath(file: string): string {
  const expanded = file.replaceAll(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_all, braced: string | undefined, bare: string | undefined) => process.env[braced ?? bare ?? ""] ?? "",
  );
  return expanded === "~" || expanded.startsWith("~/") ? path.join(os.homedir(), expanded.slice(1)) : expanded;
}
