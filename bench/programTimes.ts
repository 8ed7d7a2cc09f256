import { lastLines, runCommand } from "../local/command.ts";
import { inTurns } from "./inTurns.ts";
import { startLanguageHost } from "../local/languageHost.ts";
import { spread, type Spread } from "./spread.ts";

const REPETITIONS = 5;

export interface ProgramTimes {
  /** Pulumi's default: it loads the TypeScript compiler and ts-node, and Node.js runs the program as it is all the same. */
  readonly withTsNode: Spread;
  /** `typescript: false` in Pulumi.yaml: Node.js alone. */
  readonly typeStripping: Spread;
}

/** How long the program runs by itself, as part of a preview without changes in the working directory. */
export async function programTimes(stackName: string): Promise<ProgramTimes> {
  const hosts = [await startLanguageHost(true), await startLanguageHost(false)];
  try {
    // A first round is not counted.
    const [, ...rounds] = await inTurns(hosts, REPETITIONS + 1, async ({ address, timesMs }) => {
      const args = ["preview", "--stack", stackName, "--non-interactive", "--exec-kind=auto.inline"];
      const { code, output } = await runCommand("pulumi", [...args, `--client=${address}`], { env: process.env });
      const timeMs = timesMs.at(-1);
      if (code !== 0 || timeMs === undefined) throw new Error(`The preview failed:\n${lastLines(output)}`);
      return timeMs;
    });
    const of = (index: number) => spread(rounds.flatMap((round) => round[index] ?? []));
    return { withTsNode: of(0), typeStripping: of(1) };
  } finally {
    for (const host of hosts) host.stop();
  }
}
