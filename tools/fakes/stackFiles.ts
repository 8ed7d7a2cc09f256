import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../lib/paths.ts";

export const PROJECT = "shared-secrets";

/** The declaration of a config key in Pulumi.yaml. */
interface ConfigType {
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

/** The directory of the sample stack files. Users can change those in the root directory. */
export const SAMPLES = "tools/fakes/stacks";

const readYaml = (file: string): unknown => parse(readFileSync(join(ROOT, file), "utf8"));

/** Returns the config schema of Pulumi.yaml: key to type, default and description. */
export const declaredConfig = (): Record<string, ConfigType> =>
  (readYaml("Pulumi.yaml") as { config: Record<string, ConfigType> }).config;

/** Returns the config of a sample stack file. The keys have their namespace. */
export const sampleConfig = (stack: string): Record<string, unknown> =>
  (readYaml(`${SAMPLES}/Pulumi.${stack}.yaml`) as { config: Record<string, unknown> }).config;

/** Returns config in the form that the engine passes to the program: strings, with objects and lists as JSON. */
export const asEngineConfig = (config: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, asEngineText(value)]));

/** Returns the defaults of Pulumi.yaml. The keys have their namespace. */
export const defaultConfig = (): Record<string, unknown> =>
  Object.fromEntries(Object.entries(declaredConfig()).map(([key, { default: value }]) => [`${PROJECT}:${key}`, value]));

/** Returns a config value in the form that the engine passes to the program. */
export const asEngineText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Returns a config value as it is in a stack file if each value in it was set with `--secret`. */
export function encrypted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encrypted);
  if (typeof value !== "object" || value === null) return { secure: "v1:bm9uY2U=:Y2lwaGVydGV4dA==" };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encrypted(inner)]));
}
