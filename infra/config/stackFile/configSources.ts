import * as pulumi from "@pulumi/pulumi";
import { isSourceOf } from "./describesArrived.ts";
import { readStackFile } from "./stackFile.ts";
import type { StackFile } from "./stackFile.ts";
import type { StoredValue } from "./storedValue.ts";

/** The config as the engine hands it over, and where it comes from. */
export interface ConfigSources {
  /** The text of every key, project names included. */
  readonly texts: Readonly<Record<string, string>>;
  /** Whether the engine calls a key secret: it does as soon as one value under it is. */
  readonly isSecret: (key: string) => boolean;
  readonly file: StackFile;
  /** What the stack file holds for a key, once for each spelling of it; nothing if the config comes from another file. */
  readonly stored: (key: string) => readonly StoredValue[];
  /** Whether the project's own file has a value inside a key: it is plain, and used if the stack's config has none. */
  readonly isInProjectFile: (key: string) => boolean;
}

/** True as soon as one value under the key was given with --secret. Exported by the SDK, but not in its types. */
const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & { isConfigSecret: (key: string) => boolean };

/** Reads the engine's config and the stack file. */
export function readConfigSources(): ConfigSources {
  const texts = pulumi.runtime.allConfig();
  const file = readStackFile();
  const known = isSourceOf(file, { texts, isSecret: isConfigSecret }) ? file.config : [];
  return {
    texts,
    isSecret: isConfigSecret,
    file,
    stored: (key) => known.filter((one) => one.key === key).map(({ value }) => value),
    isInProjectFile: (key) => file.projectKeys.some((one) => one.startsWith(`${key}.`) || one.startsWith(`${key}[`)),
  };
}
