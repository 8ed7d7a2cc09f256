import * as path from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { ROOT } from "../lib/paths.ts";
import type { LocalRun } from "./localRun.ts";

const PROJECT = "shared-secrets";

/** Settings of the AWS provider's plugin for use with an emulator. */
const EMULATOR_SETTINGS = ["aws:skipCredentialsValidation", "aws:skipRequestingAccountId"];

let evaluations = 0;

/** Evaluates a project's index.ts again. A module is evaluated once per URL, so each evaluation has its own. */
async function evaluate(project: string): Promise<Record<string, unknown>> {
  evaluations += 1;
  // All URLs have the same length, because coverage is counted by position in a text that contains the URL.
  const url = `${path.join(project, "index.ts")}?evaluation=${String(evaluations).padStart(6, "0")}`;
  const outputs = (await import(url)) as Record<string, unknown>;
  return { ...outputs };
}

/**
 * Opens a stack of the unchanged program with the real engine in the run's project directory.
 *
 * @param project the directory of `index.ts` and `app/`. Default: this project
 */
export async function openStack(run: LocalRun, stackName: string, project = ROOT): Promise<Stack> {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, projectName: PROJECT, program: () => evaluate(project) },
    { workDir: run.project },
  );
  if (run.provider === "aws") {
    for (const key of EMULATOR_SETTINGS) await stack.setConfig(key, { value: "true" });
  }
  return stack;
}

/** Runs `pulumi config set KEY VALUE`, with `--path` if the key is a path. */
export const setConfig = (stack: Pick<Stack, "setConfig">, key: string, value: string): Promise<void> =>
  stack.setConfig(`${PROJECT}:${key}`, { value }, /[.[]/.test(key));

/** Runs `pulumi config set --secret --path KEY VALUE`. */
export const setSecret = (stack: Pick<Stack, "setConfig">, key: string, value: string): Promise<void> =>
  stack.setConfig(`${PROJECT}:${key}`, { value, secret: true }, true);

/** Runs `pulumi config rm KEY`, with `--path` if the key is a path. */
export const removeConfig = (stack: Pick<Stack, "removeConfig">, key: string): Promise<void> =>
  stack.removeConfig(`${PROJECT}:${key}`, /[.[]/.test(key));
