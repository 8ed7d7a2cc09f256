import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { configFileOption } from "./configFileOption.ts";
import { readStoredValue } from "./storedValue.ts";
import type { StoredEntry, StoredValue } from "./storedValue.ts";

/** The file that Pulumi takes a stack's config from. */
export interface StackFile {
  /** `Pulumi.dev.yaml`, or as `--config-file` has it. */
  readonly name: string;
  /** Whether it was given by `--config-file`, which commands that change it need as well. */
  readonly isOption: boolean;
  /** Each config key, project name or another namespace included, with what the file holds for it. */
  readonly config: readonly StoredKey[];
  /** Whether the file adds config from Pulumi ESC, which is not in the file. */
  readonly importsEnvironments: boolean;
  /** The keys in the project file's `config` block, such as `…:secrets`, or a path: `…:secrets.appSecrets.secretKey`. */
  readonly projectKeys: readonly string[];
}

export interface StoredKey {
  readonly key: string;
  readonly value: StoredValue;
}

/** In the order in which Pulumi looks for them. */
const PROJECT_FILES = ["Pulumi.json", "Pulumi.yaml", "Pulumi.yml"];

/**
 * Reads the stack file as Pulumi reads it. A file that is missing, or that cannot be read, holds nothing.
 * @see https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
 */
export function readStackFile(): StackFile {
  // Outside the language host the SDK has no root directory, and says "rootDirectory".
  const given = pulumi.runtime.getRootDirectory();
  const root = path.isAbsolute(given) ? given : process.cwd();
  const projectFile = PROJECT_FILES.find((file) => existsSync(path.join(root, file))) ?? "Pulumi.yaml";
  const project = entriesOf(readYaml(path.join(root, projectFile)));
  const config = project.get("config")?.value;
  // `config: folder` is the older spelling of `stackConfigDir: folder`.
  const folder = textOf(project.get("stackConfigDir")?.value) ?? textOf(config) ?? "";

  const option = configFileOption();
  const name = path.join(folder, `Pulumi.${pulumi.getStack().replaceAll("/", "-")}${path.extname(projectFile)}`);
  const stack = readYaml(option ?? path.join(root, name));
  return {
    name: option === undefined ? name : path.relative(root, option),
    isOption: option !== undefined,
    config: storedConfig(stack, pulumi.getProject()),
    importsEnvironments: entriesOf(stack).has("environment"),
    projectKeys: [...entriesOf(config).keys()].map((key) => fullKey(key, pulumi.getProject())),
  };
}

/** The config of a stack file, in which a key may be there in several spellings. */
export const storedConfig = (stack: StoredValue | undefined, project: string): StoredKey[] =>
  [...entriesOf(entriesOf(stack).get("config")?.value)].map(([key, { value }]) => ({
    key: fullKey(key, project),
    value,
  }));

/** A key without a namespace is the project's, and `project:config:key` is the older spelling of `project:key`. */
function fullKey(key: string, project: string): string {
  const [namespace = "", module, name] = key.split(":");
  if (module === undefined) return `${project}:${key}`;
  return module === "config" && name !== undefined ? `${namespace}:${name}` : key;
}

function readYaml(file: string): StoredValue | undefined {
  // A pipe, as a shell's `<(…)` makes one, has been read by then.
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? readStoredValue(readFileSync(file, "utf8")) : undefined;
}

function entriesOf(value: StoredValue | undefined): ReadonlyMap<string, StoredEntry> {
  return value?.kind === "map" ? value.entries : new Map<string, StoredEntry>();
}

function textOf(value: StoredValue | undefined): string | undefined {
  return value?.kind === "text" || value?.kind === "plain" ? value.text : undefined;
}
