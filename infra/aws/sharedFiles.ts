import os from "node:os";
import path from "node:path";
import process from "node:process";
import { environmentVariable, jsonSetting, setting } from "./awsSetting.ts";
import type { AwsSettings } from "./awsSetting.ts";

/** The options with which the AWS SDK reads the shared config and credentials files. */
export interface SharedFiles {
  readonly configFilepath?: string;
  readonly filepath?: string;
}

/** Returns the files that the config names. The environment and the SDK's defaults name the others. */
export function sharedFiles(get: AwsSettings): SharedFiles {
  const [configFile] = jsonSetting<readonly string[]>(get, "sharedConfigFiles", []);
  const [credentialsFile] = jsonSetting<readonly string[]>(get, "sharedCredentialsFiles", []);
  return {
    ...(configFile === undefined ? {} : { configFilepath: expandedPath(configFile) }),
    ...(credentialsFile === undefined ? {} : { filepath: expandedPath(credentialsFile) }),
  };
}

/** Returns the profile that the config or the environment names. The Go SDK reads AWS_DEFAULT_PROFILE, too. */
export const profileName = (get: AwsSettings): string | undefined =>
  setting(get, "profile") ?? environmentVariable("AWS_PROFILE", "AWS_DEFAULT_PROFILE");

/** Expands variables and `~` as the AWS provider does. */
export function expandedPath(file: string): string {
  const expanded = file.replaceAll(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_all, braced: string | undefined, bare: string | undefined) => process.env[braced ?? bare ?? ""] ?? "",
  );
  return expanded === "~" || expanded.startsWith("~/") ? path.join(os.homedir(), expanded.slice(1)) : expanded;
}
