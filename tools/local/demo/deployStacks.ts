import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { JsonPath } from "../../../app/runtime/configuration/jsonPath.ts";
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
import { putParameter } from "../putParameter.ts";
import { localSecrets, randomSecrets, secretLeaves } from "./localSecrets.ts";
import type { LocalSecret } from "./localSecrets.ts";
import { demonstrateRejection } from "./rejectedPreview.ts";
import type { StackResult } from "./stackResult.ts";

const STACKS = ["dev", "prod"] as const;

/** A deployed stack, before its functions are invoked. */
export type Deployment = Pick<StackResult, "stackName" | "secrets" | "outputs">;

/**
 * Shows a preview that is rejected, and deploys all stacks at the same time. If one fails, waits for the others, because their
 * engines write the state.
 */
export async function deployStacks(run: LocalRun): Promise<Deployment[]> {
  // Before the deployments: in one process, the engines of all stacks receive the error of a program that fails.
  await withEngineErrors(run, "dev", async () => demonstrateRejection(run, await openStack(run, "dev"), declared));
  const deployments = await Promise.allSettled(STACKS.map((stackName) => deploy(run, stackName)));
  return deployments.map((deployment) => {
    if (deployment.status === "rejected") throw deployment.reason as Error;
    return deployment.value;
  });
}

async function deploy(run: LocalRun, stackName: string): Promise<Deployment> {
  const secrets = await localSecrets(declared, encryptedPaths(stackName));
  const stack = await withEngineErrors(run, stackName, async () => {
    const opened = await openStack(run, stackName);
    for (const { path, value } of secrets.filter(isManaged).flatMap(secretLeaves)) {
      await setSecret(opened, configPath(["secrets", ...path]), value);
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
  // Written elsewhere means here: after `pulumi up`, because they are encrypted with the stack's key.
  for (const { section, values } of secrets.filter((one) => !isManaged(one))) {
    await putParameter({
      path: String(outputs["parameterPath"]),
      keyAlias: String(outputs["keyAlias"]),
      section,
      value: JSON.stringify(values),
      secret: true,
    });
  }
  return { stackName, secrets: randomSecrets(secrets), outputs };
}

const declared = declaredSections({ sections });

const isManaged = ({ section }: LocalSecret): boolean => declared[section]?.managed !== false;

/** Returns the paths of the secrets in the stack file, whose copy has no values for them. */
const encryptedPaths = (stackName: string): JsonPath[] =>
  encryptedValues(readFileSync(path.join(ROOT, `Pulumi.${stackName}.yaml`), "utf8")).map(([, ...rest]) => rest);

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
