import { randomUUID } from "node:crypto";
import { MASK } from "../app/mask.ts";
import { lastLines } from "./command.ts";
import { invoke, type Invocation } from "./invocation.ts";
import { LOCAL_REPORT, writeLocalReport } from "./localReport.ts";
import type { LocalRun } from "./localRun.ts";
import { openStack, setConfig, setSecret } from "./localStack.ts";
import { RunError } from "./runError.ts";
import { step } from "./step.ts";
import { table } from "./table.ts";

const STACKS = ["dev", "prod"] as const;

interface Deployed {
  readonly stackName: string;
  /** What was set with --secret. */
  readonly secret: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Invoked extends Deployed {
  readonly invocations: readonly Invocation[];
}

/** The main job: both stacks deployed by the real engine, invoked cold and warm, and shown. */
export async function demonstrate(run: LocalRun): Promise<void> {
  const results: Invoked[] = [];
  for (const stackName of STACKS) {
    const deployed = await deploy(run, stackName);
    const functionName = String(deployed.outputs["functionName"]);
    const invocations = [
      await invoke(run, functionName),
      await invoke(run, functionName),
      await invoke(run, functionName),
    ];
    results.push({ ...deployed, invocations });
  }
  console.log(`\n${invocationTable(results)}\n`);
  await writeLocalReport(run, results);
  const shown = findings(results);
  console.log(`${shown.map(([finding, holds]) => `${finding}: ${holds ? "yes" : "NO"}`).join("\n")}\n`);
  for (const { stackName, outputs } of results) {
    console.log(`Outputs of ${stackName}:`);
    for (const [name, value] of Object.entries(outputs)) console.log(`  ${name}: ${JSON.stringify(value)}`);
  }
  console.log(`\nThe report, with traces and figures: ${LOCAL_REPORT}`);
  if (!shown.every(([, holds]) => holds)) throw new RunError("Not everything is as it should be: see NO above.");
}

async function deploy(run: LocalRun, stackName: string): Promise<Deployed> {
  const secret = `local-${randomUUID()}`;
  const stack = await engine(run, stackName, async () => {
    const opened = await openStack(run, stackName);
    await setSecret(opened, "secrets.appSecrets.secretKey", secret);
    // So that the run can compare what arrived with what it set. prod shows the mask.
    await setConfig(opened, "revealSecrets", String(stackName === "dev"));
    return opened;
  });
  const result = await step(`pulumi up (stack ${stackName})`, () =>
    engine(run, stackName, () => stack.up({ signal: run.signal })),
  );
  console.log(`  ${result.summary.resourceChanges?.create ?? 0} resources created`);
  const outputs = Object.fromEntries(
    Object.entries(result.outputs).map(([name, { value }]) => [name, value as unknown]),
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
    throw new RunError(`The engine could not deploy stack ${stackName}. It said:\n${said}`);
  }
}

function invocationTable(results: readonly Invoked[]): string {
  const rows = results.flatMap(({ stackName, invocations }) =>
    invocations.map((invocation, index) => [
      stackName,
      index === 0 ? "cold" : "warm",
      invocation.functionError ?? "ok",
      responseOf(invocation).cache ?? "-",
      `${invocation.responseMs.toFixed(1)} ms`,
      invocation.loadMs.length === 0 ? "not called" : `${sum(invocation.loadMs).toFixed(1)} ms`,
    ]),
  );
  return table(["stack", "invocation", "status", "cache", "response time", "GetParametersByPath"], rows);
}

/** What the run set out to show: a sentence each, and whether it is so. */
function findings(results: readonly Invoked[]): (readonly [finding: string, holds: boolean])[] {
  return results.flatMap(({ stackName, secret, outputs, invocations }) => {
    const [first] = invocations;
    const text = JSON.stringify(invocations.map(({ payload }) => payload));
    const shown = responseOf(first).sections?.["appSecrets"]?.["secretKey"];
    const others = results.filter((other) => other.stackName !== stackName);
    const caches = invocations.map((invocation) => responseOf(invocation).cache ?? "none");
    const loads = invocations.map(({ loadMs }) => loadMs.length);
    return [
      stackName === "dev"
        ? ([`${stackName}: the secret that was set has arrived`, shown === secret] as const)
        : ([`${stackName}: the secret is masked in the response`, shown === MASK && !text.includes(secret)] as const),
      [
        `${stackName}: the function sees only ${String(outputs["parameterPath"])}`,
        others.every((other) => !text.includes(other.secret) && !text.includes(urlOf(other))),
      ],
      [`${stackName}: the configuration was loaded once`, caches.join() === "miss,hit,hit" && loads.join() === "1,0,0"],
    ] as const;
  });
}

interface Response {
  readonly cache?: string;
  readonly sections?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const responseOf = (invocation: Invocation | undefined): Response => invocation?.payload ?? {};

/** A plain value that the committed stack files give each environment its own of. */
const urlOf = ({ invocations }: Invoked): string =>
  JSON.stringify(responseOf(invocations[0]).sections?.["appConfig"]?.["url"]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
