import type { FunctionFigures } from "./functionSuite.ts";
import type { Candidates, GroupReport, Target } from "./suite.ts";
import { markdownTable, shown } from "./markdownTable.ts";

const LONGEST_HIT_MICROSECONDS = 5;

/** A pointer. */
const LEAST_KEPT_BYTES = 8;

/** A table for each measure, with a column for each number of parameters. */
export function functionReport(figures: readonly FunctionFigures[], candidates: Candidates): GroupReport {
  const names = [...new Set(figures.map(({ name }) => name))];
  const sizes = [...new Set(figures.map(({ parameters }) => parameters))];
  const of = (name: string) => figures.filter((one) => one.name === name);
  const table = (measure: string, cell: (one: FunctionFigures) => string, first?: readonly [string, typeof cell]) =>
    markdownTable(
      [measure, ...(first ? [first[0]] : []), ...sizes.map((size) => `${size} parameters`)],
      names.map((name) =>
        [
          name,
          ...of(name)
            .slice(0, 1)
            .map((one) => first?.[1](one) ?? []),
          ...of(name).map(cell),
        ].flat(),
      ),
    );
  const tables = [
    table("first invocation in the handler, ms", ({ firstMs }) => shown(firstMs), [
      "MB after load",
      ({ loadedMegabytes }) => shown(loadedMegabytes, 0),
    ]),
    table("cold invocation through the endpoint, ms", ({ coldMs }) => shown(coldMs, 0)),
    table("warm invocation through the endpoint, ms", ({ warmMs }) => shown(warmMs)),
    table("warm invocation in the handler, µs", ({ hitMicroseconds }) => shown(hitMicroseconds, 2), [
      "bytes left on the heap",
      ({ heapBytesPerHit }) => heapBytesPerHit?.toFixed(1) ?? "–",
    ]),
    table("calls: a first get / 100 at once / 1,000 warm ones", ({ calls: { first, concurrent, warm } }) =>
      [first, concurrent, warm].join(" / "),
    ),
  ];
  return {
    markdown: [
      ...tables,
      `Median (p99) of ${repetitions(figures)}, all taking turns. In the handler: in a process of its own, against the ` +
        "endpoint. A cold invocation starts a process, loads the package and reads all parameters. The p99 of fewer than " +
        "100 is about the largest.",
    ].join("\n\n"),
    results: figures,
    targets: targets(figures, candidates),
  };
}

/** The same for all but the warm ones in the handler, of which each runs as many as it can in the time. */
function repetitions([one]: readonly FunctionFigures[]): string {
  if (one === undefined) throw new Error("There must be a candidate.");
  return (
    `${one.firstMs.repetitions} first and ${one.coldMs.repetitions} cold invocations, ${one.warmMs.repetitions} warm ones ` +
    "through the endpoint, and thousands of batches of 100 warm ones in the handler"
  );
}

function targets(figures: readonly FunctionFigures[], { ours, peers }: Candidates): Target[] {
  const own = figures.filter(({ name }) => name === ours.name);
  const tooMany = own.filter(({ calls, pages }) => calls.first > pages || calls.concurrent > pages || calls.warm > 0);
  const hits = [ours, ...peers].map(({ name }) => {
    // The same at any number of parameters, except where each invocation makes its answer anew: the first is the least.
    const [fewest] = figures.filter((one) => one.name === name);
    return { name, median: fewest?.hitMicroseconds.median ?? NaN };
  });
  const [ownHit, ...others] = hits;
  const [least] = others.toSorted((a, b) => a.median - b.median);
  const slowestHit = Math.max(...own.map(({ hitMicroseconds }) => hitMicroseconds.median));
  const heapBytes = Math.max(...own.map(({ heapBytesPerHit }) => heapBytesPerHit ?? NaN));
  const text = (hit: typeof ownHit) => `${hit?.median.toFixed(2) ?? "?"} µs`;
  return [
    {
      what: "warm hit below every peer's (CallbackFunction runs the same code)",
      figure: `${text(ownHit)}; ${least?.name ?? "?"}: ${text(least)}`,
      met: ownHit !== undefined && least !== undefined && ownHit.median < least.median,
    },
    {
      what: `warm hit of at most ${LONGEST_HIT_MICROSECONDS} µs, with any number of parameters`,
      figure: `${slowestHit.toFixed(2)} µs`,
      met: slowestHit <= LONGEST_HIT_MICROSECONDS,
    },
    {
      what: `a warm hit leaves less than ${LEAST_KEPT_BYTES} bytes on the heap, which is what the least thing takes`,
      figure: heapBytes.toFixed(1),
      met: heapBytes < LEAST_KEPT_BYTES,
    },
    {
      what: "no more SSM calls than pages",
      figure: own
        .map(({ calls, pages }) => `${calls.first}, ${calls.concurrent} at once, for ${pages} pages`)
        .join("; "),
      met: tooMany.length === 0,
    },
  ];
}
