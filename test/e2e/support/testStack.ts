import { copyFileSync } from "node:fs";
import * as path from "node:path";
import type { ConfigMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { ROOT } from "../../../tools/lib/paths.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { openStack } from "../../../tools/local/localStack.ts";

export interface TestStack {
  readonly stack: Stack;
  /** Of the function; the alias and the log group are named after it. */
  readonly functionName: string;
  /** The path of its parameters. */
  readonly path: string;
  readonly keyAlias: string;
}

export interface StackSettings {
  /** The sample stack file to begin with. */
  readonly like?: "dev" | "prod";
  readonly plain?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A stack of the unchanged program, not yet deployed, with a copy of a sample stack file and what is set on top. */
export async function createStack(run: LocalRun, name: string, settings: StackSettings = {}): Promise<TestStack> {
  const { like = "dev", plain = {}, secrets = {} } = settings;
  copyFileSync(
    path.join(ROOT, "tools/fakes/stacks", `Pulumi.${like}.yaml`),
    path.join(run.project, `Pulumi.${name}.yaml`),
  );
  const stack = await openStack(run, name);
  await configure({ stack }, { plain, secrets });
  const functionName = `parameterStoreBlog-${name}`;
  return { stack, functionName, path: `/${name}/parameterStoreBlog`, keyAlias: `alias/${functionName}` };
}

/** `pulumi config set --path`, with `--secret` for secrets, of everything at once. */
export async function configure(
  { stack }: Pick<TestStack, "stack">,
  { plain = {}, secrets = {} }: StackSettings,
): Promise<void> {
  const config: ConfigMap = {};
  for (const [key, value] of Object.entries(plain)) config[`shared-secrets:${key}`] = { value };
  for (const [key, value] of Object.entries(secrets)) config[`shared-secrets:${key}`] = { value, secret: true };
  if (Object.keys(config).length > 0) await stack.setAllConfig(config, true);
}

/** `pulumi config rm --path` */
export const unset = ({ stack }: TestStack, key: string): Promise<void> =>
  stack.removeConfig(`shared-secrets:${key}`, true);
