import { formatMarkdownTable } from "../../lib/output.ts";
import { CALL_MS } from "../fakeParameterStore.ts";
import type { SuiteReport, Target } from "../suite.ts";
import { formatSummary } from "../summarize.ts";
import type { Summary } from "../summarize.ts";

/** When a function loads its configuration: `both` begins during INIT and does not wait. */
export type Loading = "INIT" | "handler" | "both";

/** The cold starts of a function with one memory size and number of parameters. */
export interface ColdStartFigures {
  readonly name: string;
  readonly loading: Loading;
  readonly parameters: number;
  readonly memoryMb: number;
  readonly initMs: Summary;
  readonly firstMs: Summary;
  readonly sumMs: Summary;
}

/** The entry of the cold start suite in results.json: the figures, or why there are none. */
export type ColdStartResults = readonly ColdStartFigures[] | string;

/** The memory size of the targets and of the chart: the default of the stack config. */
export const TARGET_MEMORY_MB = 256;

/** The target for the first invocation, as a share of the fastest peer's that loads in the handler. */
const MAX_SHARE_OF_FIRST = 0.05;

/** The target for INIT and the first invocation, as a multiple of the fastest peer's. */
const MAX_MULTIPLE_OF_SUM = 1.1;

/** Returns the report of cold starts, with targets for each number of parameters. */
export function coldStartReport(figures: readonly ColdStartFigures[], ownName: string): SuiteReport {
  return {
    markdown: coldStartMarkdown(figures),
    results: figures,
    targets: parameterNumbers(figures).flatMap((parameters) =>
      targets(
        figures.filter((each) => each.parameters === parameters && each.memoryMb === TARGET_MEMORY_MB),
        ownName,
      ),
    ),
  };
}

/** Returns a table for each number of parameters, and what the figures mean. */
export function coldStartMarkdown(results: ColdStartResults): string {
  if (typeof results === "string") return results;
  return [...parameterNumbers(results).map((parameters) => table(results, parameters)), notes(results)].join("\n\n");
}

const parameterNumbers = (figures: readonly ColdStartFigures[]): number[] => [
  ...new Set(figures.map(({ parameters }) => parameters)),
];

function table(figures: readonly ColdStartFigures[], parameters: number): string {
  const shown = figures.filter((each) => each.parameters === parameters);
  const sizes = [...new Set(shown.map(({ memoryMb }) => memoryMb))];
  const names = [...new Set(shown.map(({ name }) => name))];
  const header = sizes.flatMap((size) => ["INIT", "first", "sum"].map((measure) => `${size} MB: ${measure}`));
  return formatMarkdownTable(
    [`cold start with ${parameters} parameters (ms)`, ...header],
    names.map((name) => [
      name,
      ...shown
        .filter((each) => each.name === name)
        .flatMap(({ initMs, firstMs, sumMs }) => [initMs, firstMs, sumMs].map((summary) => formatSummary(summary))),
    ]),
  );
}

const notes = ([one]: readonly ColdStartFigures[]): string =>
  [
    `Figures are the median (p99) of ${one?.initMs.repetitions ?? 0} processes each. All candidates take turns.`,
    "INIT is the time from the start of the process until the module is loaded, with the whole machine's CPU. " +
      "The first invocation has the share of one CPU that Lambda gives a function of this size.",
    `The parameters come over TLS from a local server that takes ${CALL_MS} ms for each call.`,
  ].join("\n");

/** Returns the targets for one number of parameters. */
function targets(figures: readonly ColdStartFigures[], ownName: string): Target[] {
  const own = figures.find(({ name }) => name === ownName);
  const peers = figures.filter(({ name }) => !name.startsWith(ownName));
  const [first] = peers.filter(({ loading }) => loading === "handler").sort(by(({ firstMs }) => firstMs));
  const [sum] = [...peers].sort(by(({ sumMs }) => sumMs));
  if (own === undefined || first === undefined || sum === undefined) return [];
  const share = own.firstMs.median / first.firstMs.median;
  const multiple = own.sumMs.median / sum.sumMs.median;
  const size = `${own.memoryMb} MB and ${own.parameters} parameters`;
  return [
    {
      description: `With ${size}, the first invocation takes at most ${MAX_SHARE_OF_FIRST} of the fastest peer's that loads in the handler`,
      measured: `${share.toFixed(4)}; ${first.name}: ${first.firstMs.median.toFixed(1)} ms`,
      met: share <= MAX_SHARE_OF_FIRST,
    },
    {
      description: `With ${size}, INIT and the first invocation take at most ${MAX_MULTIPLE_OF_SUM} x the fastest peer's`,
      measured: `${multiple.toFixed(3)}; ${sum.name}: ${sum.sumMs.median.toFixed(1)} ms`,
      met: multiple <= MAX_MULTIPLE_OF_SUM,
    },
  ];
}

const by =
  (summaryOf: (figures: ColdStartFigures) => Summary) =>
  (a: ColdStartFigures, b: ColdStartFigures): number =>
    summaryOf(a).median - summaryOf(b).median;
