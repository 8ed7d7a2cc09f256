import { randomUUID } from "node:crypto";
import { CliError } from "../../lib/cliError.ts";
import { lastLines } from "../../lib/command.ts";
import { formatTable, withProgress } from "../../lib/output.ts";
import { invoke } from "../invocation.ts";
import type { LocalRun } from "../localRun.ts";
import { openStack, setConfig, setSecret } from "../localStack.ts";
import { checkResults } from "./checks.ts";
import { demonstratePush } from "./pushDemo.ts";
import { labeledInvocations, responseOf } from "./stackResult.ts";
import type { InvokedStack, StackResult } from "./stackResult.ts";

const STACKS = ["dev", "prod"] as const;

/**
 * Deploys both stacks with the real engine, invokes their functions, and prints the results.
 *
 * @param writeReport writes a report of the invocations and returns its file
 */
export async function demonstrate(
  run: LocalRun,
  writeReport: (run: LocalRun, stacks: readonly InvokedStack[]) => Promise<string>,
): Promise<void> {
  const results: StackResult[] = [];
  for (const deployed of await deployAll(run)) {
    const functionName = String(deployed.outputs["functionName"]);
    const invocations = [
      await invoke(run, functionName),
      await invoke(run, functionName),
      await invoke(run, functionName),
    ];
    const push = deployed.outputs["recyclerName"] ? await demonstratePush(run, deployed.outputs) : undefined;
    results.push({ ...deployed, invocations, push });
  }
  console.log(`\n${invocationTable(results)}\n`);
  const report = await writeReport(
    run,
    results.map((result) => ({
      ...result,
      invocations: labeledInvocations(result).map(([, invocation]) => invocation),
    })),
  );
  const checks = checkResults(results);
  console.log(`${checks.map(({ claim, passed }) => `${claim}: ${passed ? "yes" : "NO"}`).join("\n")}\n`);
  for (const { stackName, outputs } of results) {
    console.log(`Outputs of ${stackName}:`);
    for (const [name, value] of Object.entries(outputs)) console.log(`  ${name}: ${JSON.stringify(value)}`);
  }
  console.log(`\nReport with traces and statistics: ${report}`);
  if (checks.some(({ passed }) => !passed)) {
    throw new CliError("Some checks failed. See the lines marked NO above.");
  }
}

/** Deploys all stacks at the same time. If one fails, waits for the others, because their engines write the state. */
async function deployAll(run: LocalRun): Promise<Deployment[]> {
  const deployments = await Promise.allSettled(STACKS.map((stackName) => deploy(run, stackName)));
  return deployments.map((deployment) => {
    if (deployment.status === "rejected") throw deployment.reason as Error;
    return deployment.value;
  });
}

type Deployment = Pick<StackResult, "stackName" | "secret" | "outputs">;

async function deploy(run: LocalRun, stackName: string): Promise<Deployment> {
  const secret = `local-${randomUUID()}`;
  const stack = await withEngineErrors(run, stackName, async () => {
    const opened = await openStack(run, stackName);
    await setSecret(opened, "secrets.appSecrets.secretKey", secret);
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
  return { stackName, secret, outputs };
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

function invocationTable(results: readonly StackResult[]): string {
  const rows = results.flatMap((result) =>
    labeledInvocations(result).map(([label, invocation]) => [
      result.stackName,
      label,
      invocation.functionError ?? "ok",
      responseOf(invocation).cache ?? "-",
      `${invocation.responseMs.toFixed(1)} ms`,
      invocation.loadMs.length === 0 ? "not called" : `${sum(invocation.loadMs).toFixed(1)} ms`,
    ]),
  );
  return formatTable(["stack", "invocation", "status", "cache", "response time", "GetParametersByPath"], rows);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
