import { createRequire } from "node:module";
import { lastLines, runCommand } from "../lib/command.ts";
import { ROOT } from "../lib/paths.ts";
import { startLanguageHost } from "../local/languageHost.ts";
import { interleave } from "./interleave.ts";
import { summarize } from "./summarize.ts";
import type { Summary } from "./summarize.ts";
import { timeCommands } from "./timeCommands.ts";

const PREVIEWS = 15;
const PART_REPETITIONS = 30;

/** Durations of the Pulumi program's process, and of loading its largest parts. */
export interface ProgramTimes {
  /** With `typescript: false` in Pulumi.yaml: Node.js strips the types. */
  readonly typeStripping: Summary;
  /** With Pulumi's default, which registers ts-node first. Node.js strips the types all the same. */
  readonly withTsNode: Summary;
  /** The duration of a process that loads a part, minus the median duration with the part's baseline. */
  readonly parts: Readonly<Record<Part, Summary>>;
}

type Part = keyof typeof PARTS;

const require = createRequire(import.meta.url);
const COMPILER = `require(${JSON.stringify(require.resolve("typescript"))});`;
const PULUMI = 'require("@pulumi/pulumi");';

const PARTS = {
  compiler: { code: COMPILER, baseline: "" },
  pulumi: { code: PULUMI, baseline: "" },
  aws: { code: `${PULUMI} require("@pulumi/aws");`, baseline: PULUMI },
} as const;

/** Measures how long the program runs during a preview without changes, and how long its parts take to load. */
export async function measureProgram(stackName: string): Promise<ProgramTimes> {
  const hosts = [await startLanguageHost(false), await startLanguageHost(true)];
  try {
    // The first round is a warm-up and is discarded.
    const [, ...rounds] = await interleave(hosts, PREVIEWS + 1, async ({ address, durationsMs }) => {
      const args = ["preview", "--stack", stackName, "--non-interactive", "--exec-kind=auto.inline"];
      const { code, output } = await runCommand("pulumi", [...args, `--client=${address}`], { env: process.env });
      const timeMs = durationsMs.at(-1);
      if (code !== 0 || timeMs === undefined) throw new Error(`pulumi preview failed:\n${lastLines(output)}`);
      return timeMs;
    });
    const summaryOf = (index: number) => summarize(rounds.flatMap((round) => round[index] ?? []));
    return { typeStripping: summaryOf(0), withTsNode: summaryOf(1), parts: measureParts() };
  } finally {
    for (const host of hosts) host.stop();
  }
}

function measureParts(): ProgramTimes["parts"] {
  const programs = [...new Set(Object.values(PARTS).flatMap(({ code, baseline }) => [code, baseline]))];
  const env = { PATH: process.env["PATH"] ?? "" };
  const commands = programs.map((code) => ({
    file: process.execPath,
    args: ["-e", `${code} process.exit()`],
    cwd: ROOT,
    env,
  }));
  const durationsMs = new Map(timeCommands(commands, PART_REPETITIONS).map((times, index) => [programs[index], times]));
  const summaryOf = ({ code, baseline }: (typeof PARTS)[Part]): Summary => {
    const baselineMs = summarize(durationsMs.get(baseline) ?? []).median;
    return summarize((durationsMs.get(code) ?? []).map((durationMs) => durationMs - baselineMs));
  };
  const { compiler, pulumi, aws } = PARTS;
  return { compiler: summaryOf(compiler), pulumi: summaryOf(pulumi), aws: summaryOf(aws) };
}
