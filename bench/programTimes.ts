import { createRequire } from "node:module";
import { lastLines, runCommand } from "../local/command.ts";
import { startLanguageHost } from "../local/languageHost.ts";
import { ROOT } from "../local/paths.ts";
import { inTurns } from "./interleave.ts";
import { spread, type Spread } from "./summarize.ts";
import { timeCommands } from "./timeCommands.ts";

const REPETITIONS = 15;
const PART_REPETITIONS = 30;

export interface ProgramTimes {
  /** `typescript: false` in Pulumi.yaml: Node.js alone runs the program. */
  readonly typeStripping: Spread;
  /** Pulumi's default: it registers ts-node first, and Node.js runs the program as it is all the same. */
  readonly withTsNode: Spread;
  /** What a process takes for some of it, over what it takes for less. */
  readonly parts: Readonly<Record<Part, Spread>>;
}

type Part = keyof typeof PARTS;

const require = createRequire(import.meta.url);
const COMPILER = `require(${JSON.stringify(require.resolve("typescript"))});`;
const PULUMI = 'require("@pulumi/pulumi");';

const PARTS = {
  compiler: { code: COMPILER, over: "" },
  pulumi: { code: PULUMI, over: "" },
  aws: { code: `${PULUMI} require("@pulumi/aws");`, over: PULUMI },
} as const;

/** How long the program runs by itself, as part of a preview without changes in the working directory. */
export async function programTimes(stackName: string): Promise<ProgramTimes> {
  const hosts = [await startLanguageHost(false), await startLanguageHost(true)];
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
    return { typeStripping: of(0), withTsNode: of(1), parts: partTimes() };
  } finally {
    for (const host of hosts) host.stop();
  }
}

function partTimes(): ProgramTimes["parts"] {
  const codes = [...new Set(Object.values(PARTS).flatMap(({ code, over }) => [code, over]))];
  const env = { PATH: process.env["PATH"] ?? "" };
  const commands = codes.map((code) => ({
    file: process.execPath,
    args: ["-e", `${code} process.exit()`],
    cwd: ROOT,
    env,
  }));
  const timesMs = new Map(timeCommands(commands, PART_REPETITIONS).map((times, index) => [codes[index], times]));
  const part = ({ code, over }: (typeof PARTS)[Part]): Spread => {
    const overMs = spread(timesMs.get(over) ?? []).median;
    return spread((timesMs.get(code) ?? []).map((timeMs) => timeMs - overMs));
  };
  const { compiler, pulumi, aws } = PARTS;
  return { compiler: part(compiler), pulumi: part(pulumi), aws: part(aws) };
}
