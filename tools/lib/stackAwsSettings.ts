import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { AwsSettings } from "../../infra/aws/awsSettings.ts";
import { ROOT } from "./paths.ts";

/** The `aws:` settings of a stack, with which its deployments reach AWS. */
export interface StackAwsSettings {
  readonly get: AwsSettings;
  /** The names of those that hold an encrypted value. Only Pulumi can read them, so `get` leaves them out. */
  readonly encrypted: readonly string[];
}

/** Reads them from Pulumi.<stack>.yaml. A stack that is configured elsewhere has none here. */
export function stackAwsSettings(stack: string, folder = ROOT): StackAwsSettings {
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  const { config } = (existsSync(file) ? parse(readFileSync(file, "utf8")) : {}) as { config?: unknown };
  return awsSettingsOf((config ?? {}) as Readonly<Record<string, unknown>>);
}

/** Returns the `aws:` settings of a stack file's `config`, as the engine hands them to the program. */
export function awsSettingsOf(config: Readonly<Record<string, unknown>>): StackAwsSettings {
  const settings = new Map<string, string>();
  const encrypted: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    if (!key.startsWith("aws:")) continue;
    if (hasSecret(value)) encrypted.push(key);
    else settings.set(key.slice("aws:".length), typeof value === "string" ? value : JSON.stringify(value));
  }
  return { get: (name) => settings.get(name), encrypted };
}

/** A secret is an object with nothing but `secure`, at any depth. */
function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ("secure" in value && typeof value.secure === "string") || Object.values(value).some(hasSecret);
}

/** The sentence that tells of settings which a command cannot read, or nothing. */
export const encryptedSettingsNote = (encrypted: readonly string[]): string[] =>
  encrypted.length === 0
    ? []
    : [
        `${encrypted.join(", ")} cannot be read here, because only Pulumi decrypts it: the environment is used instead.`,
      ];
