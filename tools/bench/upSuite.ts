import { formatMarkdownTable } from "../lib/output.ts";
import { openStack, setConfig, setSecret } from "../local/localStack.ts";
import { startLocalProvider } from "../local-provider/startLocalProvider.ts";
import { startCallCounter } from "./callCounter.ts";
import { measureProgram } from "./programTimes.ts";
import type { ProgramTimes } from "./programTimes.ts";
import type { BenchContext, SuiteReport } from "./suite.ts";
import { formatSummary, summarize } from "./summarize.ts";
import type { Summary } from "./summarize.ts";

const REPETITIONS = 5;
const STACK = "dev";

interface DeploymentFigures {
  readonly deployment: string;
  readonly seconds: Summary;
  readonly calls: Summary;
}

/** Measures deployments with the local AWS provider, and how long the Pulumi program takes in them. */
export async function upSuite({ run }: BenchContext): Promise<SuiteReport> {
  const counter = await startCallCounter(run.emulator.url);
  // The provider gets the counter's URL here. The program and its SecureParameter resource read it from the environment.
  const provider = await startLocalProvider({ endpoint: counter.url, credentials: run.credentials });
  const before = { ...process.env };
  process.env["AWS_ENDPOINT_URL"] = counter.url;
  process.env["PULUMI_DEBUG_PROVIDERS"] = `aws:${provider.port}`;
  try {
    const stack = await openStack(run, STACK);
    await setSecret(stack, "secrets.appSecrets.secretKey", "first");
    const seconds = new Map<string, number[]>();
    const calls = new Map<string, number[]>();
    const up = async (deployment: string) => {
      const startMs = performance.now();
      const made = await counter.callsDuring(() => stack.up());
      seconds.set(deployment, [...(seconds.get(deployment) ?? []), (performance.now() - startMs) / 1000]);
      calls.set(deployment, [...(calls.get(deployment) ?? []), made.length]);
    };
    for (let round = 0; round < REPETITIONS; round++) {
      console.error(`Measuring pulumi up, round ${round + 1} of ${REPETITIONS} …`);
      if (round > 0) await stack.destroy();
      await up("new stack");
      await up("no changes");
      await setConfig(stack, "parameters.appConfig.logLevel", `level${round}`);
      await up("one changed value");
    }
    console.error("Measuring only the program …");
    const deployments = [...seconds].map(([deployment, times]): DeploymentFigures => ({
      deployment,
      seconds: summarize(times),
      calls: summarize(calls.get(deployment) ?? []),
    }));
    const program = await measureProgram(STACK);
    await stack.destroy();
    return { markdown: markdown(deployments, program), results: { deployments, program }, targets: [] };
  } finally {
    Object.assign(process.env, before);
    await provider.stop();
    counter.stop();
  }
}

function markdown(
  deployments: readonly DeploymentFigures[],
  { typeStripping, withTsNode, parts }: ProgramTimes,
): string {
  return [
    formatMarkdownTable(
      ["`pulumi up`", "time (s)", "AWS calls"],
      deployments.map(({ deployment, seconds, calls }) => [deployment, formatSummary(seconds), String(calls.median)]),
    ),
    formatMarkdownTable(
      ["program only", "time (ms)"],
      [
        ["`typescript: false` in Pulumi.yaml: Node.js strips the types", formatSummary(typeStripping, 0)],
        ["Pulumi's default: registers ts-node first", formatSummary(withTsNode, 0)],
        ["part of both: load `@pulumi/pulumi`, which loads the TypeScript compiler", formatSummary(parts.pulumi, 0)],
        ["part of that: load the TypeScript compiler", formatSummary(parts.compiler, 0)],
        ["part of both: load `@pulumi/aws` after `@pulumi/pulumi`", formatSummary(parts.aws, 0)],
      ],
    ),
    [
      `Figures are the median (p99) of ${REPETITIONS} deployments, ${typeStripping.repetitions} previews and ` +
        `${parts.compiler.repetitions} processes that load a part.`,
      "Deployments use the real Pulumi engine and the small local AWS provider. The released provider makes more calls and " +
        "waits longer.",
      '"Program only" is the process that Pulumi\'s language host starts, in a preview without changes.',
    ].join("\n"),
  ].join("\n\n");
}
