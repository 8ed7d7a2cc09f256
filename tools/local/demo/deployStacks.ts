import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as sections from "../../../app/sections.ts";
import { declaredSections } from "../../../infra/config/functions/declaredApp.ts";
import { configPath } from "../../../infra/config/problems/configPath.ts";
import { CliError } from "../../lib/cliError.ts";
import { lastLines } from "../../lib/command.ts";
import { withProgress } from "../../lib/output.ts";
import { ROOT } from "../../lib/paths.ts";
import { encryptedValues } from "../copyProject.ts";
import type { LocalRun } from "../localRun.ts";
import { openStack, setConfig, setSecret } from "../localStack.ts";
import type { StackResult } from "./stackResult.ts";

const STACKS = ["dev", "prod"] as const;

/** A deployed stack, before its functions are invoked. */
export type Deployment = Pick<StackResult, "stackName" | "secrets" | "outputs">;

/** Deploys all stacks at the same time. If one fails, waits for the others, because their engines write the state. */
export async function deployStacks(run: LocalRun): Promise<Deployment[]> {
  const deployments = await Promise.allSettled(STACKS.map((stackName) => deploy(run, stackName)));
  return deployments.map((deployment) => {
    if (deployment.status === "rejected") throw deployment.reason as Error;
    return deployment.value;
  });
}

async function deploy(run: LocalRun, stackName: string): Promise<Deployment> {
  const secrets: Record<string, string[]> = {};
  const stack = await withEngineErrors(run, stackName, async () => {
    const opened = await openStack(run, stackName);
    for (const secretPath of secretPaths(stackName)) {
      const value = `local-${randomUUID()}`;
      await setSecret(opened, configPath(secretPath), value);
      (secrets[String(secretPath[1])] ??= []).push(value);
    }
    // dev reveals secrets, so that the run can compare them with what it set. prod shows the mask.
    await setConfig(opened, "revealSecrets", String(stackName === "dev"));
    await setConfig(opened, "refreshOnChange", String(stackName === "dev"));
    return opened;
  });
  const result = await withProgress(`pulumi up (stack ${stackName})`, () =>
    withEngineErrors(run, stackName, () => stack.up({ signal: run.signal })),
  );
  console.log(`  ${stackName}: ${result.summary.resourceChanges?.create ?? 0} resources created`);
  const outputs = Object.fromEntries(
    Object.entries(result.outputs).flatMap(([name, { value }]) => (value === null ? [] : [[name, value as unknown]])),
  );
  return { stackName, secrets, outputs };
}

/**
 * Returns the paths of the secrets to set: those in the stack file, whose copy has no values for them. The secret sections
 * that it does not have get a key `secretKey`.
 */
function secretPaths(stackName: string): (readonly (string | number)[])[] {
  const stored = encryptedValues(readFileSync(path.join(ROOT, `Pulumi.${stackName}.yaml`), "utf8"));
  const declared = Object.entries(declaredSections({ sections })).flatMap(([name, { kind }]) =>
    kind === "secret" ? [name] : [],
  );
  const missing = declared.filter((section) => !stored.some(([, name]) => name === section));
  return [...stored, ...missing.map((section) => ["secrets", section, "secretKey"])];
}

/** Converts an error of the engine into a CliError with the engine's message. */
async function withEngineErrors<T>(run: LocalRun, stackName: string, work: () => Promise<T>): Promise<T> {
  run.signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    run.signal.throwIfAborted();
    const message = lastLines(error instanceof Error ? error.message : String(error), 40);
    throw new CliError(`Cannot deploy stack "${stackName}". The Pulumi engine reported:\n${message}`);
  }
}
