import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { JsonObject } from "../../../app/runtime/configuration/json.ts";
import type { Section } from "../../../app/runtime/configuration/section.ts";
import { validateSection } from "../../../app/runtime/configuration/validateSection.ts";
import { configPath } from "../../../infra/config/problems/configPath.ts";
import { withValue } from "../../../infra/config/schemas/acceptedValues.ts";
import { CliError } from "../../lib/cliError.ts";
import { withProgress } from "../../lib/output.ts";
import type { LocalRun } from "../localRun.ts";
import { removeConfig, setConfig } from "../localStack.ts";

/** A value that few schemas accept. */
const WRONG_VALUE = "mistake";

/** Keys of a plain section whose absence, or whose replacement by `WRONG_VALUE`, the schema rejects. */
export interface Mistakes {
  readonly section: string;
  readonly removed: string | undefined;
  readonly replaced: string | undefined;
}

/**
 * Shows that a preview finds mistakes in the config: removes a plain value, and gives another one a wrong value. Restores the
 * stack file. Does nothing if no plain section has a schema that finds such mistakes.
 */
export async function demonstrateRejection(
  { project }: Pick<LocalRun, "project">,
  stack: Stack,
  sections: Readonly<Record<string, Section>>,
): Promise<void> {
  const { "shared-secrets:parameters": parameters } = await stack.getAllConfig();
  const values = JSON.parse(parameters?.value ?? "{}") as Readonly<Record<string, JsonObject>>;
  const mistakes = await findMistakes(sections, values);
  if (mistakes === undefined) return;
  const { section, removed, replaced } = mistakes;
  const file = path.join(project, `Pulumi.${stack.name}.yaml`);
  const original = readFileSync(file, "utf8");
  const keyOf = (key: string) => configPath(["parameters", section, key]);
  if (removed !== undefined) await removeConfig(stack, keyOf(removed));
  if (replaced !== undefined) await setConfig(stack, keyOf(replaced), WRONG_VALUE);
  const message = await withProgress(`pulumi preview (stack ${stack.name}, with mistakes in the config)`, () =>
    rejectionOf(stack),
  );
  writeFileSync(file, original);
  console.log(message.replaceAll(/^/gm, "  "));
}

/** Finds mistakes in the values of the first plain section that has a schema and values. */
export async function findMistakes(
  sections: Readonly<Record<string, Section>>,
  values: Readonly<Record<string, JsonObject>>,
): Promise<Mistakes | undefined> {
  for (const [section, { kind, schema }] of Object.entries(sections)) {
    const own = values[section];
    if (kind !== "plain" || schema === undefined || own === undefined) continue;
    const isRejected = async (key: string, changed: JsonObject) =>
      (await validateSection(schema, changed)).mismatches?.some(({ path: [first] }) => first === key) === true;
    const keys = Object.keys(own);
    const without = (key: string) => Object.fromEntries(Object.entries(own).filter(([other]) => other !== key));
    const removed = await findAsync(keys, (key) => isRejected(key, without(key)));
    const others = keys.filter((key) => key !== removed);
    const replaced = await findAsync(others, (key) => isRejected(key, withValue(own, [key], WRONG_VALUE)));
    if (removed !== undefined || replaced !== undefined) return { section, removed, replaced };
  }
  return undefined;
}

async function findAsync(
  keys: readonly string[],
  matches: (key: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const key of keys) if (await matches(key)) return key;
  return undefined;
}

/** Returns the program's message from the output of a preview that fails. */
async function rejectionOf(stack: Stack): Promise<string> {
  const output = await stack.preview().then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const [message] = /Invalid config for stack .*(\n\s*- .*)+/.exec(output) ?? [];
  if (message === undefined)
    throw new CliError(`The preview must reject a config with mistakes. It reported:\n${output}`);
  return message.replaceAll(/^\s*- /gm, "  - ");
}
