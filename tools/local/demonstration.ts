import { randomUUID } from "node:crypto";
import { CliError } from "../lib/cliError.ts";
import { lastLines } from "../lib/command.ts";
import { table } from "../lib/table.ts";
import { withProgress } from "../lib/withProgress.ts";
import { labelled, responseOf } from "./demonstratedStack.ts";
import type { DemonstratedStack, InvokedStack } from "./demonstratedStack.ts";
import { findings } from "./findings.ts";
import { invoke } from "./invocation.ts";
import type { LocalRun } from "./localRun.ts";
import { openStack, setConfig, setSecret } from "./localStack.ts";
import { pushRound } from "./pushRound.ts";

const STACKS = ["dev", "prod"] as const;

/**
 * The main job: both stacks deployed by the real engine, invoked cold and warm, and shown.
 *
 * @param writeReport writes a report of the invocations and returns its file
 */
export async function demonstrate(
  run: LocalRun,
  writeReport: (run: LocalRun, stacks: readonly InvokedStack[]) => Promise<string>,
): Promise<void> {
  const results: DemonstratedStack[] = [];
  for (const deployed of await deployAll(run)) {
    const functionName = String(deployed.outputs["functionName"]);
    const invocations = [
      await invoke(run, functionName),
      await invoke(run, functionName),
      await invoke(run, functionName),
    ];
    const push = deployed.outputs["recyclerName"] ? await pushRound(run, deployed.outputs) : undefined;
    results.push({ ...deployed, invocations, push });
  }
  console.log(`\n${invocationTable(results)}\n`);
  const report = await writeReport(
    run,
    results.map((result) => ({ ...result, invocations: labelled(result).map(([, invocation]) => invocation) })),
  );
  const shown = findings(results);
  console.log(`${shown.map(([finding, holds]) => `${finding}: ${holds ? "yes" : "NO"}`).join("\n")}\n`);
  for (const { stackName, outputs } of results) {
    console.log(`Outputs of ${stackName}:`);
    for (const [name, value] of Object.entries(outputs)) console.log(`  ${name}: ${JSON.stringify(value)}`);
  }
  console.log(`\nThe report, with traces and figures: ${report}`);
  if (!shown.every(([, holds]) => holds)) throw new CliError("Not everything is as it should be: see NO above.");
}

/** Deploys all stacks at the same time. If one fails, the others end before this rejects: their engines write the state. */
async function deployAll(run: LocalRun): Promise<Deployed[]> {
  const deployments = await Promise.allSettled(STACKS.map((stackName) => deploy(run, stackName)));
  return deployments.map((deployment) => {
    if (deployment.status === "rejected") throw deployment.reason as Error;
    return deployment.value;
  });
}

type Deployed = Pick<DemonstratedStack, "stackName" | "secret" | "outputs">;

async function deploy(run: LocalRun, stackName: string): Promise<Deployed> {
  const secret = `local-${randomUUID()}`;
  const stack = await engine(run, stackName, async () => {
    const opened = await openStack(run, stackName);
    await setSecret(opened, "secrets.appSecrets.secretKey", secret);
    // So that the run can compare what arrived with what it set. prod shows the mask.
    await setConfig(opened, "revealSecrets", String(stackName === "dev"));
    await setConfig(opened, "refreshOnChange", String(stackName === "dev"));
    return opened;
  });
  const result = await withProgress(`pulumi up (stack ${stackName})`, () =>
    engine(run, stackName, () => stack.up({ signal: run.signal })),
  );
  console.log(`  ${stackName}: ${result.summary.resourceChanges?.create ?? 0} resources created`);
  const outputs = Object.fromEntries(
    Object.entries(result.outputs).flatMap(([name, { value }]) => (value === null ? [] : [[name, value as unknown]])),
  );
  return { stackName, secret, outputs };
}

/** Work of the engine, whose failure is said in its own words and without a stack trace. */
async function engine<T>(run: LocalRun, stackName: string, work: () => Promise<T>): Promise<T> {
  run.signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    run.signal.throwIfAborted();
    const said = lastLines(error instanceof Error ? error.message : String(error), 40);
    throw new CliError(`The engine could not deploy stack ${stackName}. It said:\n${said}`);
  }
}

function invocationTable(results: readonly DemonstratedStack[]): string {
  const rows = results.flatMap((result) =>
    labelled(result).map(([label, invocation]) => [
      result.stackName,
      label,
      invocation.functionError ?? "ok",
      responseOf(invocation).cache ?? "-",
      `${invocation.responseMs.toFixed(1)} ms`,
      invocation.loadMs.length === 0 ? "not called" : `${sum(invocation.loadMs).toFixed(1)} ms`,
    ]),
  );
  return table(["stack", "invocation", "status", "cache", "response time", "GetParametersByPath"], rows);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
