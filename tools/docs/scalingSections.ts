import type { BenchResults } from "../bench/benchResults.ts";
import type { BurstResults } from "../bench/burst/burstResults.ts";
import { theoreticalMaximum } from "../bench/burst/scenario.ts";
import { burstMarkdown, sizeTable } from "../bench/burst/tables.ts";
import { growthMarkdown } from "../bench/growthReport.ts";
import { barChart } from "./barChart.ts";

/** Returns the sections of docs/scaling.md by name, from the results of the last runs. */
export const scalingSections = (bench: BenchResults, bursts: BurstResults): Readonly<Record<string, string>> => ({
  "largest bursts": sizeTable(),
  bursts: burstMarkdown(bursts),
  growth: growthMarkdown(bench.growth),
});

/** Returns the chart of what each retry strategy serves in the largest burst, as SVG. */
export function burstChart({ scenarios }: BurstResults): string {
  const [strategies = []] = Object.values(scenarios);
  const [first] = strategies;
  if (first === undefined) throw new Error("The results of the bursts contain no scenario.");
  return barChart({
    title: `Environments that are served in a burst of ${first.scenario.environments} (dashed: the maximum)`,
    bars: strategies.map(({ scenario, served }) => ({
      label: scenario.retryStrategy,
      value: served,
      maximum: theoreticalMaximum(scenario),
      own: scenario.retryStrategy.startsWith("this project"),
    })),
    format: ({ value }) => String(value),
  });
}
