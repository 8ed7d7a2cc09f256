import { openStack, setConfig, setSecret } from "../local/localStack.ts";
import { startLocalProvider } from "../local-provider/startLocalProvider.ts";
import { startCallCounter } from "./callCounter.ts";
import { measureProgram } from "./programTimes.ts";
import type { BenchContext, SuiteReport } from "./suite.ts";
import { summarize } from "./summarize.ts";
import { UP_REPETITIONS, upMarkdown } from "./upReport.ts";
import type { DeploymentFigures, UpResults } from "./upReport.ts";

const STACK = "dev";

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
    for (let round = 0; round < UP_REPETITIONS; round++) {
      console.error(`Measuring pulumi up, round ${round + 1} of ${UP_REPETITIONS} …`);
      if (round > 0) await stack.destroy();
      await up("new stack");
      await up("no changes");
      await setConfig(stack, "parameters.appConfig.logLevel", round % 2 === 0 ? "warn" : "info");
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
    const results: UpResults = { deployments, program };
    return { markdown: upMarkdown(results), results, targets: [] };
  } finally {
    Object.assign(process.env, before);
    await provider.stop();
    counter.stop();
  }
}
