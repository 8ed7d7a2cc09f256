import type { BenchResults, Machine } from "../bench/benchResults.ts";
import { functionMarkdown } from "../bench/functionReport.ts";
import { packageMarkdown } from "../bench/packageReport.ts";
import { upMarkdown } from "../bench/upReport.ts";
import { barChart } from "./barChart.ts";

/** Returns the sections of docs/benchmarks.md by name, from the results of the last full run. */
export const benchmarkSections = (results: BenchResults): Readonly<Record<string, string>> => ({
  machine: describeMachine(results.machine),
  targets: results.targets
    .map(({ description, measured, met }) => `- ${met ? "met" : "**missed**"}: ${description} (${measured})`)
    .join("\n"),
  packages: packageMarkdown(results.package),
  invocations: functionMarkdown(results.function),
  deployments: upMarkdown(results.up),
});

const describeMachine = ({ date, node, platform, cores, loadAverage, loadAverageAtEnd }: Machine): string =>
  `Measured on ${date} with Node.js ${node} on ${platform} with ${cores} cores. The load average was ${loadAverage} at ` +
  `the start and ${loadAverageAtEnd} at the end.`;

/** The packages of the chart: as this project deploys it, and as its alternatives are usually packaged. */
const CHART: readonly (readonly [name: string, label: string])[] = [
  ["this project", "this project"],
  ["CallbackFunction, imported packages only", "Pulumi CallbackFunction"],
  ["middy, ssm middleware, bundled with esbuild's defaults, minified", "middy, esbuild's defaults"],
  [
    "Powertools for AWS Lambda, bundled with esbuild's defaults, minified",
    "Powertools for AWS Lambda, esbuild's defaults",
  ],
  ["AWS blog post's function (Python)", "the AWS blog post's function (Python)"],
];

/** Returns the chart of the time that a new execution environment takes to load each package, as SVG. */
export function loadTimeChart({ package: { packages } }: BenchResults): string {
  const bars = CHART.map(([name, label], index) => {
    const figures = packages.find((one) => one.name === name);
    if (figures === undefined) throw new Error(`The results of the benchmark contain no package "${name}".`);
    return { label, value: figures.loadMs.median, own: index === 0 };
  });
  return barChart({
    title: "Time to load the function's package, median in ms",
    bars,
    format: ({ value }) => `${value.toFixed(0)} ms`,
  });
}
