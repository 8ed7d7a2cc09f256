import { zipFiles } from "../../infra/bundle/functionBundle.ts";
import { formatMarkdownTable } from "../lib/output.ts";
import { findSerializationError } from "./callbackFactory.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { schemaTargets } from "./schemaTargets.ts";
import { invokedCandidates } from "./suite.ts";
import type { BenchContext, SuiteReport, Target } from "./suite.ts";
import { formatSummary, summarize } from "./summarize.ts";
import type { Summary } from "./summarize.ts";
import { timeCommands } from "./timeCommands.ts";

const REPETITIONS = 100;

/** The target for the load time, as a share of the Python function's. */
const MAX_SHARE_OF_PYTHON = 0.18;

interface PackageFigures {
  readonly name: string;
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
  /** Duration of a process that loads the package and exits, minus the median duration with an empty file. */
  readonly loadMs: Summary;
}

interface PackageResults {
  /** Duration of a process that loads an empty file and exits, by the baseline's name. */
  readonly baselineMs: Readonly<Record<string, Summary>>;
  readonly pythonRuntimeBytes: number;
  readonly packages: readonly PackageFigures[];
}

/** Measures the sizes of all packages, and how long a process takes to load each one. */
export async function packageSuite({ candidates }: BenchContext): Promise<SuiteReport> {
  const { baselines, project, peers, defaultPeers, callbackFunction, variants, pythonRuntimeBytes } = candidates;
  const measured = [...invokedCandidates(candidates), ...defaultPeers, ...variants];
  const durations = measureLoads([...Object.values(baselines), ...measured]);
  const durationsOf = (candidate: UnpackedCandidate) => durations.get(candidate) ?? [];
  const packages = new Map(
    measured.map((candidate): [UnpackedCandidate, PackageFigures] => {
      const { name, files, runtime } = candidate;
      const baselineMs = summarize(durationsOf(baselines[runtime])).median;
      const unzippedBytes = Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0);
      const loadMs = summarize(durationsOf(candidate).map((durationMs) => durationMs - baselineMs));
      return [candidate, { name, zippedBytes: zipFiles(files).byteLength, unzippedBytes, loadMs }];
    }),
  );
  const baselineMs = Object.fromEntries(
    Object.values(baselines).map((candidate) => [candidate.name, summarize(durationsOf(candidate))]),
  );
  const results = { baselineMs, pythonRuntimeBytes, packages: [...packages.values()] };
  const figuresOf = (some: readonly UnpackedCandidate[]) => some.flatMap((one) => packages.get(one) ?? []);
  const [own] = figuresOf([project]);
  if (own === undefined) throw new Error("The package suite requires this project's own package.");
  return {
    markdown: `${markdown(results, own)}\n\n${await callbackFunctionNote()}`,
    results,
    targets: [
      ...targets({
        own,
        sameBundling: figuresOf([...peers, callbackFunction]),
        defaultBundling: figuresOf([...defaultPeers, ...peers.filter(isPython), callbackFunction]),
        python: figuresOf(peers.filter(isPython))[0],
      }),
      ...schemaTargets(own, figuresOf(variants)),
    ],
  };
}

async function callbackFunctionNote(): Promise<string> {
  const error = await findSerializationError();
  if (error === undefined) return "CallbackFunction can serialize app/viewer.ts as it is written.";
  return (
    "CallbackFunction cannot serialize app/viewer.ts as it is written. A callbackFactory with the same code is measured " +
    `instead. Pulumi's error:\n\n${error.trim().replaceAll(/^/gm, "    ")}`
  );
}

const isPython = ({ runtime }: UnpackedCandidate): boolean => runtime.startsWith("python");

/** Returns the duration of each repetition in milliseconds. */
function measureLoads(candidates: readonly UnpackedCandidate[]): Map<UnpackedCandidate, readonly number[]> {
  const durationsMs = timeCommands(
    candidates.map(({ load }) => load),
    REPETITIONS,
  );
  return new Map(candidates.map((candidate, index) => [candidate, durationsMs[index] ?? []]));
}

function markdown({ baselineMs, pythonRuntimeBytes, packages }: PackageResults, own: PackageFigures): string {
  const header = ["package", "zipped (KB)", "unzipped (KB)", "load time (ms)", "relative load time"];
  const rows = packages.map(({ name, zippedBytes, unzippedBytes, loadMs }) => [
    name,
    kilobytes(zippedBytes),
    kilobytes(unzippedBytes),
    formatSummary(loadMs),
    (loadMs.median / own.loadMs.median).toFixed(2),
  ]);
  const baselines = Object.entries(baselineMs).map(([name, durationMs]) => `${name}: ${formatSummary(durationMs)} ms`);
  return [
    formatMarkdownTable(header, rows),
    "",
    "Load time is the duration of a process that loads the package and exits, minus the median with an empty file " +
      `(${baselines.join("; ")}). Figures are the median (p99) of ${REPETITIONS} processes.`,
    "The Python package does not contain boto3, which Lambda's runtime includes: " +
      `${kilobytes(pythonRuntimeBytes)} KB unzipped.`,
  ].join("\n");
}

function targets({
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
