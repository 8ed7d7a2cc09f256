import { CliError } from "../../lib/cliError.ts";
import { deployedFunctions } from "../../lib/deployedFunctions.ts";
import { invoke } from "../invocation.ts";
import type { LocalRun } from "../localRun.ts";
import { checkResults } from "./checks.ts";
import type { DemonstratedFunction } from "./demonstratedFunctions.ts";
import { deployStacks } from "./deployStacks.ts";
import type { Deployment } from "./deployStacks.ts";
import { demonstratePush } from "./pushDemo.ts";
import { failures, invocationTable, readsTable, responses } from "./resultTables.ts";
import { failedInvocation, labeledInvocations } from "./stackResult.ts";
import type { FunctionResult, InvokedFunction, StackResult } from "./stackResult.ts";

/**
 * Deploys both stacks with the real engine, invokes their functions, and prints and returns the results, dev first.
 *
 * @param functions those to invoke
 * @param writeReport writes a report of the invocations and returns its file
 */
export async function demonstrate(
  run: LocalRun,
  functions: readonly DemonstratedFunction[],
  writeReport: (run: LocalRun, functions: readonly InvokedFunction[]) => Promise<string>,
): Promise<readonly StackResult[]> {
  const results: StackResult[] = [];
  for (const deployed of await deployStacks(run)) results.push(await invokeAll(run, deployed, functions));
  console.log(`\n${readsTable(results)}\n\n${invocationTable(results)}\n\n${responses(results)}\n`);
  const report = await writeReport(run, results.flatMap(invokedFunctions));
  const checks = checkResults(results);
  const lines = [...checks.map(({ claim, passed }) => `${claim}: ${passed ? "yes" : "NO"}`), ...failures(results)];
  console.log(`${lines.join("\n")}\n\nReport with traces and statistics: ${report}`);
  if (checks.some(({ passed }) => !passed)) {
    throw new CliError("Some checks failed. See the lines marked NO above.");
  }
  return results;
}

/** Invokes functions of a stack, twice each. Then demonstrates refreshOnChange if the stack sets it. */
async function invokeAll(
  run: LocalRun,
  deployed: Deployment,
  demonstrated: readonly DemonstratedFunction[],
): Promise<StackResult> {
  const { stackName, outputs } = deployed;
  const functions: FunctionResult[] = [];
  for (const { name, functionName, reads } of deployedFunctions(outputs)) {
    const event = demonstrated.find((each) => each.name === name)?.event;
    if (event === undefined) continue;
    const invocations = [await invoke(run, functionName, event), await invoke(run, functionName, event)];
    functions.push({ stackName, name, functionName, reads, event, invocations });
  }
  // The emulator replaces the execution environment of a function that failed.
  const working = functions.filter((each) => failedInvocation(each) === undefined);
  return { ...deployed, functions, push: await demonstratePush(run, { ...deployed, functions: working }) };
}

/** Returns the functions of a stack with all their invocations, including those of the push. */
const invokedFunctions = ({ functions, push }: StackResult): InvokedFunction[] =>
  functions.map((each) => ({
    ...each,
    invocations: labeledInvocations(each, push).map(({ invocation }) => invocation),
  }));
