import * as path from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { ROOT } from "../lib/paths.ts";
import type { LocalRun } from "./localRun.ts";

const PROJECT = "shared-secrets";

/** What the AWS provider's plugin must leave out where there is no AWS. */
const WITHOUT_AWS = ["aws:skipCredentialsValidation", "aws:skipRequestingAccountId"];

let evaluations = 0;

/** Evaluates index.ts anew: a module is evaluated once per address, and a second `up` would find nothing to deploy. */
async function program(): Promise<Record<string, unknown>> {
  evaluations += 1;
  // Addresses of one length: coverage is counted by position in a text that has the address in it.
  const address = `${path.join(ROOT, "index.ts")}?evaluation=${String(evaluations).padStart(6, "0")}`;
  const outputs = (await import(address)) as Record<string, unknown>;
  return { ...outputs };
}

/** A stack of the unchanged program, under the real engine, in the run's project folder. */
export async function openStack(run: LocalRun, stackName: string): Promise<Stack> {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, projectName: PROJECT, program },
    { workDir: run.project },
  );
  if (run.provider === "aws") {
    for (const key of WITHOUT_AWS) await stack.setConfig(key, { value: "true" });
  }
  return stack;
}

/** `pulumi config set KEY VALUE`, with `--path` where the key is one. */
export const setConfig = (stack: Stack, key: string, value: string): Promise<void> =>
  stack.setConfig(`${PROJECT}:${key}`, { value }, /[.[]/.test(key));

/** `pulumi config set --secret --path KEY VALUE` */
export const setSecret = (stack: Stack, key: string, value: string): Promise<void> =>
  stack.setConfig(`${PROJECT}:${key}`, { value, secret: true }, true);
