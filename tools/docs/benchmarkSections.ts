import type { BenchResults, Machine } from "../bench/benchResults.ts";
import { coldStartMarkdown, TARGET_MEMORY_MB } from "../bench/cpu/coldStartReport.ts";
import { functionMarkdown } from "../bench/functionReport.ts";
import { packageTable, partsTable } from "../bench/packageReport.ts";
import { upMarkdown } from "../bench/upReport.ts";
import { barChart } from "./barChart.ts";

/** Returns the sections of docs/benchmarks.md by name, from the results of the last full run. */
export const benchmarkSections = (results: BenchResults): Readonly<Record<string, string>> => ({
  machine: describeMachine(results.machine),
  targets: results.targets
    .map(({ description, measured, met }) => `- ${met ? "met" : "**missed**"}: ${description} (${measured})`)
    .join("\n"),
  packages: packageTable(results.package),
  "package parts": partsTable(results.package),
  "cold starts": coldStartMarkdown(results.cold),
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

/**
 * Returns the chart of cold starts with the fewest parameters, as SVG. Where the CPU could not be limited, it is the chart of
 * the time to load the package.
 */
export function coldStartChart(results: BenchResults): string {
  const { cold } = results;
  if (typeof cold === "string") return loadTimeChart(results);
  const fewest = Math.min(...cold.map(({ parameters }) => parameters));
  const shown = cold.filter(({ memoryMb, parameters }) => memoryMb === TARGET_MEMORY_MB && parameters === fewest);
  return barChart({
    title: `First invocation with ${TARGET_MEMORY_MB} MB (dashed: with the initialization before), median in ms`,
    bars: shown.map(({ name, firstMs, sumMs }) => ({
      label: name,
      value: firstMs.median,
      maximum: sumMs.median,
      own: name.startsWith("this project"),
    })),
    format: ({ value, maximum }) => `${value.toFixed(0)} (${maximum?.toFixed(0) ?? ""}) ms`,
  });
}
