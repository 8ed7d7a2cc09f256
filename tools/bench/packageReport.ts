import { formatMarkdownTable } from "../lib/output.ts";
import type { Target } from "./suite.ts";
import { formatSummary } from "./summarize.ts";
import type { Summary } from "./summarize.ts";

/** The target for the load time, as a share of the Python function's. */
const MAX_SHARE_OF_PYTHON = 0.18;

/** The target for the size of the zipped package. */
const MAX_ZIPPED_KB = 100;

/** The figures of one package. */
export interface PackageFigures {
  readonly name: string;
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
  /** Duration of a process that loads the package and exits, minus the median duration with an empty file. */
  readonly loadMs: Summary;
}

/** The entry of the package suite in results.json. */
export interface PackageResults {
  /** Duration of a process that loads an empty file and exits, by the baseline's name. */
  readonly baselineMs: Readonly<Record<string, Summary>>;
  readonly pythonRuntimeBytes: number;
  /** This project's own package first. */
  readonly packages: readonly PackageFigures[];
  /** Parts of this project's package, each with more than the one before. */
  readonly parts: readonly PackageFigures[];
}

/** Returns a table of all packages, and what its figures mean. */
export function packageTable({ baselineMs, pythonRuntimeBytes, packages }: PackageResults): string {
  const [own] = packages;
  const header = ["package", "zipped (KB)", "unzipped (KB)", "load time (ms)", "relative load time"];
  const rows = packages.map(({ name, zippedBytes, unzippedBytes, loadMs }) => [
    name,
    kilobytes(zippedBytes),
    kilobytes(unzippedBytes),
    formatSummary(loadMs),
    (loadMs.median / (own?.loadMs.median ?? NaN)).toFixed(2),
  ]);
  const baselines = Object.entries(baselineMs).map(([name, durationMs]) => `${name}: ${formatSummary(durationMs)} ms`);
  return [
    formatMarkdownTable(header, rows),
    "",
    "Load time is the duration of a process that loads the package and exits, minus the median with an empty file " +
      `(${baselines.join("; ")}). Figures are the median (p99) of ${own?.loadMs.repetitions ?? 0} processes.`,
    "The Python package does not contain boto3, which Lambda's runtime includes: " +
      `${kilobytes(pythonRuntimeBytes)} KB unzipped.`,
  ].join("\n");
}

/** Returns a table of what each part of this project's package adds to the one before. */
export function partsTable({ parts: some, packages: [own] }: PackageResults): string {
  const parts = own === undefined ? some : [...some, own];
  const rows = parts.map(({ name, zippedBytes, loadMs }, index) => {
    const before = parts[index - 1];
    return [
      index === parts.length - 1 ? `the code of ${name} and of the function` : name,
      kilobytes(zippedBytes - (before?.zippedBytes ?? 0)),
      (loadMs.median - (before?.loadMs.median ?? 0)).toFixed(1),
    ];
  });
  const whole = parts.at(-1);
  const sum = ["all", kilobytes(whole?.zippedBytes ?? 0), whole?.loadMs.median.toFixed(1) ?? ""];
  return formatMarkdownTable(
    ["the load time of this project by part", "zipped (KB)", "load time (ms)"],
    [...rows, sum],
  );
}

/** Returns the targets for this project's package. */
export function packageTargets({
  own,
  sameBundling,
  defaultBundling,
  python,
}: {
  readonly own: PackageFigures;
  readonly sameBundling: readonly PackageFigures[];
  readonly defaultBundling: readonly PackageFigures[];
  readonly python: PackageFigures | undefined;
}): Target[] {
  const smallest = lowest(sameBundling, ({ zippedBytes }) => zippedBytes);
  const shareOfPython = own.loadMs.median / (python?.loadMs.median ?? NaN);
  return [
    {
      description: `Load time is at most ${MAX_SHARE_OF_PYTHON} of the Python function's`,
      measured: shareOfPython.toFixed(3),
      met: shareOfPython <= MAX_SHARE_OF_PYTHON,
    },
    loadTimeTarget("Load time is lower than every peer's with default bundling", own, defaultBundling),
    loadTimeTarget("Load time is lower than every peer's with this project's bundling", own, sameBundling),
    {
      description: `The zipped package has at most ${MAX_ZIPPED_KB} KB`,
      measured: `${kilobytes(own.zippedBytes)} KB`,
      met: own.zippedBytes <= MAX_ZIPPED_KB * 1000,
    },
    {
      description: "The zipped package is smaller than every peer's",
      measured: `${kilobytes(own.zippedBytes)} KB; ${smallest.name}: ${kilobytes(smallest.zippedBytes)} KB`,
      met: own.zippedBytes < smallest.zippedBytes,
    },
  ];
}

function loadTimeTarget(description: string, own: PackageFigures, others: readonly PackageFigures[]): Target {
  const fastest = lowest(others, ({ loadMs }) => loadMs.median);
  return {
    description,
    measured: `${own.loadMs.median.toFixed(1)} ms; ${fastest.name}: ${fastest.loadMs.median.toFixed(1)} ms`,
    met: own.loadMs.median < fastest.loadMs.median,
  };
}

function lowest<T>(all: readonly T[], by: (one: T) => number): T {
  const [first] = all.toSorted((a, b) => by(a) - by(b));
  if (first === undefined) throw new Error("A comparison requires at least one peer.");
  return first;
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
