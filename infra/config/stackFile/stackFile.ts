import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { configFileOption } from "./configFileOption.ts";
import { readStoredValue } from "./storedValue.ts";
import type { StoredEntry, StoredValue } from "./storedValue.ts";

/** The file that contains a stack's config. */
export interface StackFile {
  /** `Pulumi.dev.yaml`, or the file of `--config-file`. */
  readonly name: string;
  /** Whether `--config-file` names it. Commands that change the file then need the same option. */
  readonly isOption: boolean;
  /** The file's config keys, with their namespaces, and their values. */
  readonly config: readonly StoredKey[];
  /** Whether the file imports config from Pulumi ESC. */
  readonly importsEnvironments: boolean;
  /** The keys and paths in the project file's `config` block: `…:secrets` or `…:secrets.appSecrets.secretKey`. */
  readonly projectKeys: readonly string[];
}

/** A config key and its value in the stack file. */
export interface StoredKey {
  readonly key: string;
  readonly value: StoredValue;
}

/** The names of the project file, in Pulumi's order of precedence. */
const PROJECT_FILES = ["Pulumi.json", "Pulumi.yaml", "Pulumi.yml"];

/**
 * Reads the stack file like Pulumi. A file that is missing or invalid has no config.
 * @see https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
 */
export function readStackFile(): StackFile {
  // Outside the language host, the SDK returns "rootDirectory".
  const given = pulumi.runtime.getRootDirectory();
  const root = path.isAbsolute(given) ? given : process.cwd();
  const projectFile = PROJECT_FILES.find((file) => existsSync(path.join(root, file))) ?? "Pulumi.yaml";
  const project = entriesOf(readYaml(path.join(root, projectFile)));
  const config = project.get("config")?.value;
  // `config: folder` is the older name of `stackConfigDir: folder`.
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

/** Returns the config of a stack file. A key may occur several times, in different spellings. */
export const storedConfig = (stack: StoredValue | undefined, project: string): StoredKey[] =>
  [...entriesOf(entriesOf(stack).get("config")?.value)].map(([key, { value }]) => ({
    key: fullKey(key, project),
    value,
  }));

/** Adds the project's namespace to a key without one. `project:config:key` is an older spelling of `project:key`. */
function fullKey(key: string, project: string): string {
  const [namespace = "", module, name] = key.split(":");
  if (module === undefined) return `${project}:${key}`;
  return module === "config" && name !== undefined ? `${namespace}:${name}` : key;
}

function readYaml(file: string): StoredValue | undefined {
  // A pipe, such as a shell's `<(…)`, cannot be read a second time.
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? readStoredValue(readFileSync(file, "utf8")) : undefined;
}

function entriesOf(value: StoredValue | undefined): ReadonlyMap<string, StoredEntry> {
  return value?.kind === "map" ? value.entries : new Map<string, StoredEntry>();
}

function textOf(value: StoredValue | undefined): string | undefined {
  return value?.kind === "text" || value?.kind === "plain" ? value.text : undefined;
}
