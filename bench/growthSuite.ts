import { parameterPages } from "../infra/parameterPages.ts";
import { countCalls } from "./callCounter.ts";
import type { Bench, GroupReport } from "./suite.ts";
import { markdownTable, shown } from "./markdownTable.ts";
import { putParameters } from "./putParameters.ts";
import { runProbe, type FirstInvocation } from "./runProbe.ts";
import { inTurns } from "./interleave.ts";
import { spread, type Spread } from "./summarize.ts";

const PARAMETERS = [1, 10, 100, 300, 1000];
const REPETITIONS = 20;

interface Growth {
  readonly parameters: number;
  readonly pages: number;
  readonly calls: number;
  /** A first invocation, which loads them. */
  readonly firstMs: Spread;
  /** Resident after it, over what is resident before. */
  readonly grownMegabytes: Spread;
}

/** What becomes of this project's function as its path grows. */
export async function growthGroup({ run, candidates: { ours } }: Bench): Promise<GroupReport> {
  console.error(`Growth to ${PARAMETERS.join(", ")} parameters …`);
  const target = (parameters: number, endpoint = run.endpoint.url) => ({
    endpoint,
    daemon: run.daemon.address,
    parameters,
  });
  for (const parameters of PARAMETERS) await putParameters(parameters);
  const rounds = await inTurns(
    PARAMETERS,
    REPETITIONS,
    async (parameters) => (await runProbe(ours, target(parameters), "first")) as FirstInvocation,
  );
  const counted = await countCalls(run.endpoint.url);
  const growth: Growth[] = [];
  try {
    for (const [index, parameters] of PARAMETERS.entries()) {
      const first = rounds.flatMap((round) => round[index] ?? []);
      const { calls } = await counted.during(() => runProbe(ours, target(parameters, counted.url), "first"));
      growth.push({
        parameters,
        pages: parameterPages(parameters),
        calls: calls.length,
        firstMs: spread(first.map(({ firstMs }) => firstMs)),
        grownMegabytes: spread(first.map(({ loadedBytes, servedBytes }) => (servedBytes - loadedBytes) / 1e6)),
      });
    }
  } finally {
    counted.stop();
  }
  return {
    markdown: [
      markdownTable(
        ["parameters", "calls", "first invocation, ms", "memory that it takes, MB"],
        growth.map(({ parameters, calls, firstMs, grownMegabytes }) => [
          String(parameters),
          String(calls),
          shown(firstMs),
          shown(grownMegabytes),
        ]),
      ),
      `Median (p99) of ${REPETITIONS}.`,
    ].join("\n\n"),
    results: growth,
    targets: [
      {
        what: "as many SSM calls as pages, however the path grows",
        figure: growth.map(({ calls, pages }) => `${calls} for ${pages}`).join("; "),
        met: growth.every(({ calls, pages }) => calls <= pages),
      },
    ],
  };
}
