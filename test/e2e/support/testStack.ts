import { copyFileSync } from "node:fs";
import * as path from "node:path";
import type { ConfigMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { ROOT } from "../../../tools/lib/paths.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { openStack } from "../../../tools/local/localStack.ts";

export interface TestStack {
  readonly stack: Stack;
  /** The name of the function. The key alias and the log group contain it. */
  readonly functionName: string;
  /** The path of its parameters. */
  readonly path: string;
  readonly keyAlias: string;
}

export interface StackSettings {
  /** The sample stack file to copy. */
  readonly sample?: "dev" | "prod";
  readonly plain?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Creates a stack of the unchanged program, without deploying it. Its config is a sample stack file plus `settings`. */
export async function createStack(run: LocalRun, name: string, settings: StackSettings = {}): Promise<TestStack> {
  const { sample = "dev", plain = {}, secrets = {} } = settings;
  copyFileSync(
    path.join(ROOT, "tools/fakes/stacks", `Pulumi.${sample}.yaml`),
    path.join(run.project, `Pulumi.${name}.yaml`),
  );
  const stack = await openStack(run, name);
  await configure({ stack }, { plain, secrets });
  const functionName = `parameterStoreBlog-${name}`;
  return { stack, functionName, path: `/${name}/parameterStoreBlog`, keyAlias: `alias/${functionName}` };
}

/** Sets all settings at once, like `pulumi config set --path`, with `--secret` for secrets. */
export async function configure(
  { stack }: Pick<TestStack, "stack">,
  { plain = {}, secrets = {} }: StackSettings,
): Promise<void> {
  const config: ConfigMap = {};
  for (const [key, value] of Object.entries(plain)) config[`shared-secrets:${key}`] = { value };
  for (const [key, value] of Object.entries(secrets)) config[`shared-secrets:${key}`] = { value, secret: true };
  if (Object.keys(config).length > 0) await stack.setAllConfig(config, true);
}

/** Removes a key, like `pulumi config rm --path`. */
export const removeConfig = ({ stack }: TestStack, key: string): Promise<void> =>
  stack.removeConfig(`shared-secrets:${key}`, true);
