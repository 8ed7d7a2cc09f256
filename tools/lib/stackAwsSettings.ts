import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { AwsSettings } from "../../infra/aws/awsSettings.ts";
import { ROOT } from "./paths.ts";

/** The `aws:` settings of a stack. */
export interface StackAwsSettings {
  readonly get: AwsSettings;
  /** The names of the settings with an encrypted value, which only Pulumi can decrypt. `get` omits them. */
  readonly encrypted: readonly string[];
}

/** Reads the `aws:` settings from Pulumi.<stack>.yaml, if it exists. */
export function readStackAwsSettings(stack: string, folder = ROOT): StackAwsSettings {
  const file = path.join(folder, `Pulumi.${stack}.yaml`);
  const { config } = (existsSync(file) ? parse(readFileSync(file, "utf8")) : {}) as { config?: unknown };
  return parseAwsSettings((config ?? {}) as Readonly<Record<string, unknown>>);
}

/** Returns the `aws:` settings of a stack file's `config`, in the form that the engine passes to the program. */
export function parseAwsSettings(config: Readonly<Record<string, unknown>>): StackAwsSettings {
  const settings = new Map<string, string>();
  const encrypted: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    if (!key.startsWith("aws:")) continue;
    if (hasSecret(value)) encrypted.push(key);
    else settings.set(key.slice("aws:".length), typeof value === "string" ? value : JSON.stringify(value));
  }
  return { get: (name) => settings.get(name), encrypted };
}

/** Returns whether a value contains a secret, `{ secure: "…" }`, at any depth. */
function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ("secure" in value && typeof value.secure === "string") || Object.values(value).some(hasSecret);
}

/** Returns a note about settings that a command cannot read; none if there are no such settings. */
export const encryptedSettingsNote = (encrypted: readonly string[]): string[] =>
  encrypted.length === 0
    ? []
    : [
        `Cannot read encrypted settings, which only Pulumi can decrypt: ${encrypted.join(", ")}. ` +
          "Uses the environment instead.",
      ];
