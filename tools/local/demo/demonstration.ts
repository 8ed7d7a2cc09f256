import { randomUUID } from "node:crypto";
import * as sections from "../../../app/sections.ts";
import { declaredSections } from "../../../infra/config/functions/declaredApp.ts";
import { CliError } from "../../lib/cliError.ts";
import { lastLines } from "../../lib/command.ts";
import { formatTable, withProgress } from "../../lib/output.ts";
import { invoke } from "../invocation.ts";
import type { Invocation } from "../invocation.ts";
import type { LocalRun } from "../localRun.ts";
import { openStack, setConfig, setSecret } from "../localStack.ts";
import { checkResults } from "./checks.ts";
import { demonstratePush } from "./pushDemo.ts";
import {
  functionsOf,
  isSampleViewer,
  labeledInvocations,
  readsSection,
  responseOf,
  sectionsOf,
} from "./stackResult.ts";
import type { FunctionResult, InvokedFunction, StackResult } from "./stackResult.ts";

const STACKS = ["dev", "prod"] as const;

/** The events of the sample functions. All other functions are invoked with an empty event. */
const EVENTS: Readonly<Record<string, unknown>> = { notifier: { name: "Ada" } };

/**
 * Deploys both stacks with the real engine, invokes their functions, and prints the results.
 *
 * @param writeReport writes a report of the invocations and returns its file
 */
export async function demonstrate(
  run: LocalRun,
  writeReport: (run: LocalRun, functions: readonly InvokedFunction[]) => Promise<string>,
): Promise<void> {
  const results: StackResult[] = [];
  for (const deployed of await deployAll(run)) results.push(await invokeAll(run, deployed));
  console.log(`\n${readsTable(results)}\n\n${invocationTable(results)}\n\n${responses(results)}\n`);
  const report = await writeReport(run, results.flatMap(firstFunction));
  const checks = checkResults(results);
  console.log(checks.map(({ claim, passed }) => `${claim}: ${passed ? "yes" : "NO"}`).join("\n"));
  console.log(`\nReport with traces and statistics: ${report}`);
  if (checks.some(({ passed }) => !passed)) {
    throw new CliError("Some checks failed. See the lines marked NO above.");
  }
}

/** Invokes each function of a stack, first cold and then warm. Then demonstrates refreshOnChange if the stack sets it. */
async function invokeAll(run: LocalRun, deployed: Deployment): Promise<StackResult> {
  const { stackName, outputs } = deployed;
  const functions: FunctionResult[] = [];
  for (const each of functionsOf(outputs)) {
    const event = EVENTS[each.name] ?? {};
    const invocations = [await invoke(run, each.functionName, event), await invoke(run, each.functionName, event)];
    functions.push({ ...each, stackName, event, invocations });
  }
  const push = canPush(functions, outputs) ? await demonstratePush(run, outputs) : undefined;
  return { ...deployed, functions, push };
}

/** Returns whether a stack has refreshOnChange, and the sample's function and sections that the demonstration uses. */
const canPush = ([first]: readonly FunctionResult[], outputs: StackResult["outputs"]): boolean =>
  outputs["recyclerName"] !== undefined &&
  isSampleViewer(first) &&
  ["appConfig", "appSecrets"].every((section) => sectionsOf(outputs).includes(section));

/** Returns the first function of a stack with all its invocations, including those of the push. */
function firstFunction(result: StackResult): InvokedFunction[] {
  const [first] = result.functions;
  if (first === undefined) return [];
  const own = labeledInvocations(result).filter(({ name }) => name === first.name);
  return [{ ...first, invocations: own.map(({ invocation }) => invocation) }];
}

/** Deploys all stacks at the same time. If one fails, waits for the others, because their engines write the state. */
async function deployAll(run: LocalRun): Promise<Deployment[]> {
  const deployments = await Promise.allSettled(STACKS.map((stackName) => deploy(run, stackName)));
  return deployments.map((deployment) => {
    if (deployment.status === "rejected") throw deployment.reason as Error;
    return deployment.value;
  });
}

type Deployment = Pick<StackResult, "stackName" | "secrets" | "outputs">;

async function deploy(run: LocalRun, stackName: string): Promise<Deployment> {
  const secrets = Object.fromEntries(secretSections().map((section) => [section, `local-${randomUUID()}`]));
  const stack = await withEngineErrors(run, stackName, async () => {
    const opened = await openStack(run, stackName);
    for (const [section, secret] of Object.entries(secrets)) {
      await setSecret(opened, `secrets.${section}.secretKey`, secret);
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

/** Returns the names of the secret sections in `app/sections.ts`. The copies of the stack files have no values for them. */
const secretSections = (): string[] =>
  Object.entries(declaredSections({ sections })).flatMap(([name, { kind }]) => (kind === "secret" ? [name] : []));

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

/** Formats which function reads which section, from the stacks' outputs. */
function readsTable(results: readonly StackResult[]): string {
  const names = [...new Set(results.flatMap(({ outputs }) => sectionsOf(outputs)))];
  const rows = results.flatMap(({ stackName, outputs }) =>
    functionsOf(outputs).map((each) => [
      stackName,
      each.name,
      each.reads === "all" ? "all, by path" : "a list, by name",
      ...names.map((section) => (readsSection(each, section) ? "yes" : "no")),
    ]),
  );
  return formatTable(["stack", "function", "reads", ...names], rows);
}

function invocationTable(results: readonly StackResult[]): string {
  const rows = results.flatMap((result) =>
    labeledInvocations(result).map(({ name, label, invocation }) => [
      result.stackName,
      name,
      label,
      invocation.functionError ?? "ok",
      responseOf(invocation).cache ?? "-",
      `${invocation.responseMs.toFixed(1)} ms`,
      formatLoad(invocation),
    ]),
  );
  return formatTable(
    ["stack", "function", "invocation", "status", "cache", "response time", "Parameter Store calls"],
    rows,
  );
}

function formatLoad({ loadCalls }: Invocation): string {
  if (loadCalls.length === 0) return "none";
  return loadCalls.map(({ operation, durationMs }) => `${operation} (${durationMs.toFixed(1)} ms)`).join(", ");
}

/** Formats the first response of each function in the last stack, which masks its secrets. */
function responses(results: readonly StackResult[]): string {
  const { stackName = "", functions = [] } = results.at(-1) ?? {};
  const lines = functions.map(
    ({ name, event, invocations: [cold] }) => `  ${name}(${JSON.stringify(event)}): ${JSON.stringify(cold?.payload)}`,
  );
  return [`Responses on ${stackName}:`, ...lines].join("\n");
}
