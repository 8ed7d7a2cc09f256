import { formatMarkdownTable } from "../lib/output.ts";
import type { EmulatorTimes } from "./emulatorTimes.ts";
import type { Candidates, SuiteReport, Target } from "./suite.ts";
import { formatSummary } from "./summarize.ts";
import type { Summary } from "./summarize.ts";

/** Numbers of Parameter Store calls. */
export interface SsmCalls {
  readonly first: number;
  readonly concurrent: number;
  readonly warm: number;
}

/** The figures of one candidate with one number of parameters. */
export interface FunctionFigures extends EmulatorTimes {
  readonly name: string;
  readonly parameters: number;
  readonly pages: number;
  /** Resident memory after the package is loaded. */
  readonly loadedMegabytes: Summary;
  /** The first invocation of the handler, in a process that has loaded it. */
  readonly firstMs: Summary;
  /** A warm invocation of the handler. */
  readonly hitMicroseconds: Summary;
  /** Heap growth per warm invocation. Not measured for Python. */
  readonly heapBytesPerHit: number | undefined;
  readonly calls: SsmCalls;
}

type Cell = (figures: FunctionFigures) => string;

const MAX_HIT_MICROSECONDS = 5;

/** The size of a pointer. An invocation that leaves anything on the heap leaves at least this much. */
const POINTER_BYTES = 8;

/** Returns the report of the function suite, with a table for each measure and a column for each number of parameters. */
export function functionReport(figures: readonly FunctionFigures[], candidates: Candidates): SuiteReport {
  return {
    markdown: functionMarkdown(figures),
    results: figures,
    targets: targets(figures, candidates),
  };
}

/** Returns a table for each measure, and what the figures mean. */
export const functionMarkdown = (figures: readonly FunctionFigures[]): string =>
  [...tables(figures), notes(figures)].join("\n\n");

function tables(figures: readonly FunctionFigures[]): string[] {
  const names = [...new Set(figures.map(({ name }) => name))];
  const sizes = [...new Set(figures.map(({ parameters }) => parameters))];
  const table = (measure: string, cell: Cell, extra?: { readonly header: string; readonly cell: Cell }) =>
    formatMarkdownTable(
      [measure, ...(extra ? [extra.header] : []), ...sizes.map((size) => `${size} parameters`)],
      names.map((name) => {
        const own = figures.filter((one) => one.name === name);
        return [name, ...(extra ? own.slice(0, 1).map(extra.cell) : []), ...own.map(cell)];
      }),
    );
  return [
    table("first invocation in the handler (ms)", ({ firstMs }) => formatSummary(firstMs), {
      header: "memory after load (MB)",
      cell: ({ loadedMegabytes }) => formatSummary(loadedMegabytes, 0),
    }),
    table("cold invocation in the emulator (ms)", ({ coldMs }) => formatSummary(coldMs, 0)),
    table("warm invocation in the emulator (ms)", ({ warmMs }) => formatSummary(warmMs)),
    table("warm invocation in the handler (µs)", ({ hitMicroseconds }) => formatSummary(hitMicroseconds, 2), {
      header: "heap growth (bytes)",
      cell: ({ heapBytesPerHit }) => heapBytesPerHit?.toFixed(1) ?? "–",
    }),
    table("SSM calls: first invocation / 100 concurrent / 1,000 warm", ({ calls: { first, concurrent, warm } }) =>
      [first, concurrent, warm].join(" / "),
    ),
  ];
}

function notes([one]: readonly FunctionFigures[]): string {
  if (one === undefined) throw new Error("The function suite requires at least one candidate.");
  return [
    "Figures are medians, with the p99 in parentheses. With fewer than 100 repetitions the p99 is close to the maximum.",
    `Repetitions: ${one.firstMs.repetitions} first and ${one.coldMs.repetitions} cold invocations, ` +
      `${one.warmMs.repetitions} warm invocations in the emulator, and thousands of batches of 100 warm invocations in ` +
      "the handler. All candidates take turns.",
    '"In the handler" means in a process of its own, which gets its parameters from the emulator.',
    "A cold invocation starts a process, loads the package and reads all parameters.",
  ].join("\n");
}

function targets(figures: readonly FunctionFigures[], { project, peers }: Candidates): Target[] {
  const own = figures.filter(({ name }) => name === project.name);
  const excessive = own.filter(({ calls, pages }) => calls.first > pages || calls.concurrent > pages || calls.warm > 0);
  const hits = [project, ...peers].map(({ name }) => {
    // A peer that builds each response from all parameters is fastest with the fewest, which are measured first.
    const fewestParameters = figures.find((one) => one.name === name);
    return { name, median: fewestParameters?.hitMicroseconds.median ?? NaN };
  });
  const [ownHit, ...peerHits] = hits;
  const [fastestPeer] = peerHits.toSorted((a, b) => a.median - b.median);
  const slowestHit = Math.max(...own.map(({ hitMicroseconds }) => hitMicroseconds.median));
  const heapBytes = Math.max(...own.map(({ heapBytesPerHit }) => heapBytesPerHit ?? NaN));
  const format = (hit: typeof ownHit) => `${hit?.median.toFixed(2) ?? "?"} µs`;
  return [
    {
      description:
        "A warm invocation is faster than every peer's (except CallbackFunction's, which runs the same code)",
      measured: `${format(ownHit)}; ${fastestPeer?.name ?? "?"}: ${format(fastestPeer)}`,
      met: ownHit !== undefined && fastestPeer !== undefined && ownHit.median < fastestPeer.median,
    },
    {
      description: `A warm invocation takes at most ${MAX_HIT_MICROSECONDS} µs with any number of parameters`,
      measured: `${slowestHit.toFixed(2)} µs`,
      met: slowestHit <= MAX_HIT_MICROSECONDS,
    },
    {
      description: `A warm invocation leaves nothing on the heap: growth is less than ${POINTER_BYTES} bytes, a pointer's size`,
      measured: `${heapBytes.toFixed(1)} bytes`,
      met: heapBytes < POINTER_BYTES,
    },
    {
      description: "A first load makes at most one SSM call per page, and warm invocations make none",
      measured: own
        .map(({ calls, pages }) => `pages: ${pages}, calls: ${calls.first}, concurrent: ${calls.concurrent}`)
        .join("; "),
      met: excessive.length === 0,
    },
  ];
}
