import { loadCalls } from "../../infra/config/burstCapacity.ts";
import { formatMarkdownTable } from "../lib/output.ts";
import { startCallCounter } from "./callCounter.ts";
import { interleave } from "./interleave.ts";
import { putParameters } from "./putParameters.ts";
import { runProbe } from "./runProbe.ts";
import type { FirstInvocation } from "./runProbe.ts";
import type { BenchContext, SuiteReport } from "./suite.ts";
import { formatSummary, summarize } from "./summarize.ts";
import type { Summary } from "./summarize.ts";

const PARAMETERS = [2, 10, 100, 300, 1000];
const REPETITIONS = 20;

interface GrowthFigures {
  readonly parameters: number;
  readonly pages: number;
  readonly calls: number;
  /** A first invocation, which loads the parameters. */
  readonly firstMs: Summary;
  /** Resident memory after the first invocation, minus resident memory before it. */
  readonly grownMegabytes: Summary;
}

/** Measures a first invocation of this project's function, with an increasing number of parameters under its path. */
export async function growthSuite({ run, candidates: { project } }: BenchContext): Promise<SuiteReport> {
  console.error(`Measuring a first invocation with ${PARAMETERS.join(", ")} parameters …`);
  const target = (parameters: number, endpoint = run.emulator.url) => ({
    endpoint,
    daemon: run.daemon.address,
    parameters,
  });
  for (const parameters of PARAMETERS) await putParameters(parameters);
  const rounds = await interleave(
    PARAMETERS,
    REPETITIONS,
    async (parameters) => (await runProbe(project, target(parameters), "first")) as FirstInvocation,
  );
  const counter = await startCallCounter(run.emulator.url);
  const figures: GrowthFigures[] = [];
  try {
    for (const [index, parameters] of PARAMETERS.entries()) {
      const firsts = rounds.flatMap((round) => round[index] ?? []);
      const calls = await counter.callsDuring(() => runProbe(project, target(parameters, counter.url), "first"));
      figures.push({
        parameters,
        pages: loadCalls(parameters),
        calls: calls.length,
        firstMs: summarize(firsts.map(({ firstMs }) => firstMs)),
        grownMegabytes: summarize(firsts.map(({ loadedBytes, servedBytes }) => (servedBytes - loadedBytes) / 1e6)),
      });
    }
  } finally {
    counter.stop();
  }
  return {
    markdown: [
      formatMarkdownTable(
        ["parameters", "SSM calls", "first invocation (ms)", "memory growth (MB)"],
        figures.map(({ parameters, calls, firstMs, grownMegabytes }) => [
          String(parameters),
          String(calls),
          formatSummary(firstMs),
          formatSummary(grownMegabytes),
        ]),
      ),
      `Figures are the median (p99) of ${REPETITIONS} first invocations.`,
    ].join("\n\n"),
    results: figures,
    targets: [
      {
        description: "A load makes at most one SSM call per page, with any number of parameters",
        measured: figures.map(({ calls, pages }) => `pages: ${pages}, calls: ${calls}`).join("; "),
        met: figures.every(({ calls, pages }) => calls <= pages),
      },
    ],
  };
}
