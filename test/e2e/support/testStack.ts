import { copyFileSync } from "node:fs";
import * as path from "node:path";
import type { ConfigMap, OutputMap, Stack, UpdateSummary } from "@pulumi/pulumi/automation/index.js";
import { functionName, keyAliasName, parameterPath } from "../../../infra/naming.ts";
import { sampleProject } from "../../../tools/fakes/sampleProject.ts";
import { SAMPLES } from "../../../tools/fakes/stackFiles.ts";
import { ROOT } from "../../../tools/lib/paths.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { openStack, removeConfig as removeStackConfig } from "../../../tools/local/localStack.ts";

export interface TestStack {
  /** Its `up` returns neither outputs nor a summary. */
  readonly stack: Omit<Stack, "outputs" | "info">;
  readonly outputs: () => Promise<OutputMap>;
  /** The full name of the function `viewer`, which reads all sections. */
  readonly functionName: string;
  /** Returns the full name of a function, such as `notifier` or `recycler`. */
  readonly functionNameOf: (name: string) => string;
  /** The path of its parameters. */
  readonly path: string;
  readonly keyAlias: string;
}

export interface StackSettings {
  readonly plain?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface NewStackSettings extends StackSettings {
  /** The sample stack file to copy. */
  readonly sample?: "dev" | "prod";
  /** The project's folder. Default: that of `sampleProject`. */
  readonly project?: string;
}

/**
 * Creates a stack without deploying it. Its config is a sample stack file plus `settings`. The secret that the sample
 * declares has a default.
 */
export async function createStack(run: LocalRun, name: string, settings: NewStackSettings = {}): Promise<TestStack> {
  const { sample = "dev", project = sampleProject(), plain = {}, secrets = {} } = settings;
  copyFileSync(path.join(ROOT, SAMPLES, `Pulumi.${sample}.yaml`), path.join(run.project, `Pulumi.${name}.yaml`));
  const stack = await openTestStack(run, name, project);
  const keys = Object.keys({ ...plain, ...secrets });
  const declared = keys.some((key) => /^secrets(\.appSecrets|$)/.test(key)) ? {} : DEFAULT_SECRETS;
  await configure({ stack }, { plain, secrets: { ...declared, ...secrets } });
  const application = { environment: name, appName: "parameterStoreBlog" };
  return {
    stack,
    outputs: () => stack.workspace.stackOutputs(name),
    functionName: functionName(application, "viewer"),
    functionNameOf: (other) => functionName(application, other),
    path: parameterPath(application),
    keyAlias: keyAliasName(application),
  };
}

/**
 * Opens a stack whose `up` runs one command of Pulumi. Otherwise the Automation API runs three more after each `up`, for
 * outputs and a summary that no test reads: a quarter of the CPU time of all end-to-end tests.
 */
export async function openTestStack(run: LocalRun, name: string, project: string): Promise<TestStack["stack"]> {
  const stack = await openStack(run, name, project);
  return Object.assign(stack, { outputs: () => Promise.resolve({}), info: () => Promise.resolve(undefined) });
}

/** Returns the number of resources per operation, such as `same` or `update`, of a stack's last update or refresh. */
export async function lastChanges({ stack }: Pick<TestStack, "stack">): Promise<UpdateSummary["resourceChanges"]> {
  return (await stack.history(1))[0]?.resourceChanges;
}

const DEFAULT_SECRETS = { "secrets.appSecrets.secretKey": "sample" };

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
export const removeConfig = ({ stack }: TestStack, key: string): Promise<void> => removeStackConfig(stack, key);
