import * as pulumi from "@pulumi/pulumi";
import { matchesText } from "./matchesReceived.ts";
import { readStackFile } from "./stackFile.ts";
import type { StackFile } from "./stackFile.ts";
import { containsSecret } from "./storedValue.ts";
import type { StoredValue } from "./storedValue.ts";

/** The config that the program received, and the files that it comes from. */
export interface ConfigSources {
  /** The text of every key, with its namespace. Objects and lists are JSON. */
  readonly texts: Readonly<Record<string, string>>;
  /** Whether the engine treats a key as secret, which it does if any value in it was set with --secret. */
  readonly isSecret: (key: string) => boolean;
  readonly file: StackFile;
  /** The stored values of a key, one for each spelling of it. Empty if the config comes from another file. */
  readonly stored: (key: string) => readonly StoredValue[];
  /** Whether the project file has a default for a value inside a key. Such a value is plain text. */
  readonly isInProjectFile: (key: string) => boolean;
}

/** The SDK exports this function without its type. */
const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & { isConfigSecret: (key: string) => boolean };

/** Reads the program's config and the stack file. */
export function readConfigSources(): ConfigSources {
  const texts = pulumi.runtime.allConfig();
  const file = readStackFile();
  const known = isSourceOf(file, texts) ? file.config : [];
  return {
    texts,
    isSecret: isConfigSecret,
    file,
    stored: (key) => known.filter((one) => one.key === key).map(({ value }) => value),
    isInProjectFile: (key) => file.projectKeys.some((one) => one.startsWith(`${key}.`) || one.startsWith(`${key}[`)),
  };
}

/**
 * Returns whether the config can come from this file: it must contain every value of the file. Defaults and Pulumi ESC may
 * add values. If a value is missing, the config comes from another file (`--config-file`).
 */
const isSourceOf = ({ config }: StackFile, texts: ConfigSources["texts"]): boolean =>
  config.every(({ key, value }) => {
    const text = texts[key];
    return text !== undefined && (isConfigSecret(key) || !containsSecret(value)) && matchesText(value, text);
  });
