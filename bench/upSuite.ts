import { startLocalProvider } from "../local/provider/startLocalProvider.ts";
import { openStack, setConfig, setSecret } from "../local/localStack.ts";
import { countCalls } from "./callCounter.ts";
import type { Bench, GroupReport } from "./suite.ts";
import { markdownTable, shown } from "./markdownTable.ts";
import { programTimes, type ProgramTimes } from "./programTimes.ts";
import { spread, type Spread } from "./summarize.ts";

const REPETITIONS = 5;
const STACK = "dev";

interface Up {
  readonly what: string;
  readonly seconds: Spread;
  readonly calls: Spread;
}

/** What a deployment takes, with the local AWS provider, and what part of it the program is. */
export async function upGroup({ run }: Bench): Promise<GroupReport> {
  const counted = await countCalls(run.endpoint.url);
  // A provider behind the counter; the program and its own resource look at the environment.
  const provider = await startLocalProvider({ endpoint: counted.url, credentials: run.credentials });
  const before = { ...process.env };
  process.env["AWS_ENDPOINT_URL"] = counted.url;
  process.env["PULUMI_DEBUG_PROVIDERS"] = `aws:${provider.port}`;
  try {
    const stack = await openStack(run, STACK);
    await setSecret(stack, "secrets.appSecrets.secretKey", "first");
    const seconds = new Map<string, number[]>();
    const calls = new Map<string, number[]>();
    const up = async (what: string) => {
      const beganMs = performance.now();
      const made = await counted.during(() => stack.up());
      seconds.set(what, [...(seconds.get(what) ?? []), (performance.now() - beganMs) / 1000]);
      calls.set(what, [...(calls.get(what) ?? []), made.calls.length]);
    };
    for (let round = 0; round < REPETITIONS; round++) {
      console.error(`pulumi up, round ${round + 1} of ${REPETITIONS} …`);
      if (round > 0) await stack.destroy();
      await up("from nothing");
      await up("without a change");
      await setConfig(stack, "parameters.appConfig.logLevel", `level${round}`);
      await up("with one changed value");
    }
    console.error("The program alone …");
    const ups = [...seconds].map(([what, times]): Up => ({
      what,
      seconds: spread(times),
      calls: spread(calls.get(what) ?? []),
    }));
    const program = await programTimes(STACK);
    await stack.destroy();
    return { markdown: markdown(ups, program), results: { ups, program }, targets: [] };
  } finally {
    Object.assign(process.env, before);
    await provider.stop();
    counted.stop();
  }
}

function markdown(ups: readonly Up[], { typeStripping, withTsNode, parts }: ProgramTimes): string {
  return [
    markdownTable(
      ["`pulumi up`", "seconds", "AWS calls"],
      ups.map(({ what, seconds, calls }) => [what, shown(seconds), String(calls.median)]),
    ),
    markdownTable(
      ["the program alone", "ms"],
      [
        ["run by Node.js as it is, `typescript: false` in Pulumi.yaml", shown(typeStripping, 0)],
        ["by Pulumi's default, which registers ts-node first", shown(withTsNode, 0)],
        ["– of it: `@pulumi/pulumi`, which loads the TypeScript compiler either way", shown(parts.pulumi, 0)],
        ["– the compiler by itself", shown(parts.compiler, 0)],
        ["– `@pulumi/aws`, over `@pulumi/pulumi`", shown(parts.aws, 0)],
      ],
    ),
    `Median (p99) of ${REPETITIONS} deployments, ${typeStripping.repetitions} previews and ` +
      `${parts.compiler.repetitions} processes that load a part, with the real engine and the small local AWS provider; the released one makes more calls and waits ` +
      "longer. The program alone is the process that Pulumi's language host starts, in a preview without changes.",
  ].join("\n\n");
}
