import { zipped } from "../infra/functionBundle.ts";
import { handlerRefusal } from "./callbackFactory.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { functionsOf, type Bench, type GroupReport, type Target } from "./suite.ts";
import { markdownTable, shown } from "./markdownTable.ts";
import { spread, type Spread } from "./summarize.ts";
import { timeCommands } from "./timeCommands.ts";

const REPETITIONS = 100;

/** Of the Python function's load time, over the bare runtimes. */
const MOST_OF_PYTHON = 0.18;

interface Package {
  readonly name: string;
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
  /** A whole process that loads it and ends, over one that loads an empty file. */
  readonly overBareMs: Spread;
}

/** Package sizes, and how long a process takes to load each package. */
export async function packageGroup({ candidates }: Bench): Promise<GroupReport> {
  const { bare, ours, peers, peersByDefault, callbackFunction, variants, pythonRuntimeBytes } = candidates;
  const measured = [...functionsOf(candidates), ...peersByDefault, ...variants];
  const times = loadTimes([...Object.values(bare), ...measured]);
  const timesOf = (candidate: UnpackedCandidate) => times.get(candidate) ?? [];
  const packages = new Map(
    measured.map((candidate): [UnpackedCandidate, Package] => {
      const { name, files, runtime } = candidate;
      const bareMs = spread(timesOf(bare[runtime])).median;
      const unzippedBytes = Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0);
      const overBareMs = spread(timesOf(candidate).map((timeMs) => timeMs - bareMs));
      return [candidate, { name, zippedBytes: zipped(files).byteLength, unzippedBytes, overBareMs }];
    }),
  );
  const bareMs = Object.fromEntries(
    Object.values(bare).map((candidate) => [candidate.name, spread(timesOf(candidate))]),
  );
  const results = { bareMs, pythonRuntimeBytes, packages: [...packages.values()] };
  const chosen = (some: readonly UnpackedCandidate[]) => some.flatMap((one) => packages.get(one) ?? []);
  const [own] = chosen([ours]);
  if (own === undefined) throw new Error("This project's own package must be measured.");
  return {
    markdown: `${markdown(results, own)}\n\n${await aboutCallbackFunction()}`,
    results,
    targets: targets({
      own,
      inOurBundling: chosen([...peers, callbackFunction]),
      asUsersHaveThem: chosen([...peersByDefault, ...peers.filter(isPython), callbackFunction]),
      python: chosen(peers.filter(isPython))[0],
    }),
  };
}

async function aboutCallbackFunction(): Promise<string> {
  const refusal = await handlerRefusal();
  if (refusal === undefined) return "CallbackFunction can serialize app/handler.ts as it is written.";
  return (
    "Measured is a callbackFactory with the same code, because CallbackFunction cannot serialize app/handler.ts as it " +
    `is written:\n\n${refusal.trim().replaceAll(/^/gm, "    ")}`
  );
}

const isPython = ({ runtime }: UnpackedCandidate): boolean => runtime.startsWith("python");

/** In ms, of each repetition. */
function loadTimes(candidates: readonly UnpackedCandidate[]): Map<UnpackedCandidate, readonly number[]> {
  const timesMs = timeCommands(
    candidates.map(({ load }) => load),
    REPETITIONS,
  );
  return new Map(candidates.map((candidate, index) => [candidate, timesMs[index] ?? []]));
}

function markdown(
  {
    bareMs,
    pythonRuntimeBytes,
    packages,
  }: {
    readonly bareMs: Readonly<Record<string, Spread>>;
    readonly pythonRuntimeBytes: number;
    readonly packages: readonly Package[];
  },
  own: Package,
): string {
  const header = ["package", "zipped KB", "unzipped KB", "load ms over bare", "times ours"];
  const rows = packages.map(({ name, zippedBytes, unzippedBytes, overBareMs }) => [
    name,
    kilobytes(zippedBytes),
    kilobytes(unzippedBytes),
    shown(overBareMs),
    (overBareMs.median / own.overBareMs.median).toFixed(2),
  ]);
  const bare = Object.entries(bareMs).map(([name, timeMs]) => `${name}: ${shown(timeMs)} ms`);
  return [
    markdownTable(header, rows),
    "",
    `Whole processes, median (p99) of ${REPETITIONS}, over the median of an empty file (${bare.join("; ")}). ` +
      `boto3 is in Lambda's runtime and not in the Python package: ${kilobytes(pythonRuntimeBytes)} KB more.`,
  ].join("\n");
}

function targets({
  own,
  inOurBundling,
  asUsersHaveThem,
  python,
}: {
  readonly own: Package;
  readonly inOurBundling: readonly Package[];
  readonly asUsersHaveThem: readonly Package[];
  readonly python: Package | undefined;
}): Target[] {
  const smallest = least(inOurBundling, ({ zippedBytes }) => zippedBytes);
  const ofPython = own.overBareMs.median / (python?.overBareMs.median ?? NaN);
  return [
    {
      what: `load time at most ${MOST_OF_PYTHON} of the Python function's`,
      figure: ofPython.toFixed(3),
      met: ofPython <= MOST_OF_PYTHON,
    },
    loadsFaster("load time below every peer's", own, asUsersHaveThem),
    loadsFaster("and below those of the peers in this project's bundling", own, inOurBundling),
    {
      what: "smallest package of all",
      figure: `${kilobytes(own.zippedBytes)} KB zipped; ${smallest.name}: ${kilobytes(smallest.zippedBytes)} KB`,
      met: own.zippedBytes < smallest.zippedBytes,
    },
  ];
}

function loadsFaster(what: string, own: Package, others: readonly Package[]): Target {
  const fastest = least(others, ({ overBareMs }) => overBareMs.median);
  return {
    what,
    figure: `${own.overBareMs.median.toFixed(1)} ms; ${fastest.name}: ${fastest.overBareMs.median.toFixed(1)} ms`,
    met: own.overBareMs.median < fastest.overBareMs.median,
  };
}

function least<T>(all: readonly T[], by: (one: T) => number): T {
  const [first] = all.toSorted((a, b) => by(a) - by(b));
  if (first === undefined) throw new Error("There must be something to compare with.");
  return first;
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
