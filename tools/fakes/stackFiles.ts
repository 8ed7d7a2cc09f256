import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export const ROOT = join(import.meta.dirname, "../..");
export const PROJECT = "shared-secrets";

interface ConfigType {
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
}

/** The stack files as this project ships them: those at its top are their user's. */
export const SAMPLES = "tools/fakes/stacks";

const read = (file: string): unknown => parse(readFileSync(join(ROOT, file), "utf8"));

/** The schema of the config: key to type, default and description. */
export const declaredConfig = (): Record<string, ConfigType> =>
  (read("Pulumi.yaml") as { config: Record<string, ConfigType> }).config;

/** What a sample stack file sets, project names included. */
export const sampleConfig = (stack: string): Record<string, unknown> =>
  (read(`${SAMPLES}/Pulumi.${stack}.yaml`) as { config: Record<string, unknown> }).config;

/** Config as the engine hands it to the program: texts, objects and lists as JSON. */
export const asEngineConfig = (config: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, asEngineText(value)]));

/** The defaults of Pulumi.yaml, project names included. */
export const defaultConfig = (): Record<string, unknown> =>
  Object.fromEntries(Object.entries(declaredConfig()).map(([key, { default: value }]) => [`${PROJECT}:${key}`, value]));

export const asEngineText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A config value as a stack file holds it when each value in it was given with `--secret`. */
export function encrypted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encrypted);
  if (typeof value !== "object" || value === null) return { secure: "v1:bm9uY2U=:Y2lwaGVydGV4dA==" };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encrypted(inner)]));
}
