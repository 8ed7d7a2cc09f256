import { PARAMETERS_PER_CALL } from "../../../app/runtime/parameterStore/fetchParameters.ts";
import { CALLS_PER_SECOND, LARGEST_BURST, largestBurst, loadCalls } from "../../../infra/config/burstCapacity.ts";
import { formatMarkdownTable } from "../../lib/output.ts";
import type { BurstFigures, BurstResults } from "./burstResults.ts";
import { theoreticalMaximum } from "./scenario.ts";

/** Beyond this delay, the figures describe the busy machine and not the scenario. */
const MAX_LOOP_DELAY_MS = 250;

const HEADER = [
  "retry strategy",
  "environments",
  "start (s)",
  "calls/s",
  "timeout (s)",
  "loads during",
  "operation",
  "parameters",
  "calls/load",
  "served",
  "maximum",
  "ratio",
  "p50 (ms)",
  "p99 (ms)",
  "calls",
  "throttled",
  "delay (ms)",
];

/** Returns a Markdown table with a row for each result. */
export const resultTable = (results: readonly BurstFigures[]): string => formatMarkdownTable(HEADER, results.map(row));

function row(figures: BurstFigures): string[] {
  const { scenario, served, calls, throttled, loopDelayMs } = figures;
  const {
    retryStrategy,
    environments,
    startSeconds,
    callsPerSecond,
    timeoutSeconds,
    loadDuringInit,
    operation,
    parameters,
  } = scenario;
  const maximum = theoreticalMaximum(scenario);
  const cells = isTooBusy(figures)
    ? ["machine too busy", maximum, "–", "–", "–", "–", "–"]
    : [served, maximum, (served / maximum).toFixed(3), ...waits(figures), calls, throttled];
  const settings = [retryStrategy, environments, startSeconds, callsPerSecond, timeoutSeconds];
  const load = [loadDuringInit ? "INIT" : "first invocation", operation, parameters, loadCalls(parameters)];
  return [...settings, ...load, ...cells, loopDelayMs.toFixed(0)].map(String);
}

/** Formats the median and the p99 of the waiting times. */
const waits = ({ medianMs, p99Ms }: BurstFigures): string[] => [medianMs, p99Ms].map((ms) => ms?.toFixed(0) ?? "–");

const DOCUMENT_HEADER = [
  "retry strategy",
  "environments",
  "calls/s",
  "timeout (s)",
  "calls of a load",
  "served, of at most",
  "p50 (ms)",
  "p99 (ms)",
  "throttled calls",
];

/** Returns the section of docs/scaling.md about the last run: the targets, and a table with the main columns for each title. */
export function burstMarkdown({ machine, scenarios }: BurstResults): string {
  const tables = Object.entries(scenarios).map(([title, all]) => {
    const rows = all.map((figures) => {
      const { retryStrategy, environments, callsPerSecond, timeoutSeconds, operation, parameters } = figures.scenario;
      return [
        retryStrategy,
        environments,
        callsPerSecond,
        timeoutSeconds,
        `${loadCalls(parameters)} ${operation === "GetParameters" ? "by names" : "by path"}`,
        `${figures.served} of ${theoreticalMaximum(figures.scenario)}`,
        ...waits(figures),
        figures.throttled,
      ].map(String);
    });
    return `**${title}**\n\n${formatMarkdownTable(DOCUMENT_HEADER, rows)}`;
  });
  const { date, node, cores } = machine;
  return [
    burstTargets(Object.values(scenarios).flat()),
    ...tables,
    `Measured on ${date} with Node.js ${node} and ${cores} cores.`,
  ].join("\n\n");
}

/** Returns whether the machine was too busy for a valid result. */
export const isTooBusy = ({ loopDelayMs }: Pick<BurstFigures, "loopDelayMs">): boolean =>
  loopDelayMs > MAX_LOOP_DELAY_MS;

/** The target for the largest burst with default settings, as a share of the maximum. */
const MIN_SHARE_OF_MAXIMUM = 0.95;

/** Returns a line for each target: a share of the maximum by path, and all environments by names with higher throughput. */
export function burstTargets(results: readonly BurstFigures[]): string {
  const largest = results.filter(({ scenario }) => scenario.environments === LARGEST_BURST);
  const byPath = largest.find(({ scenario }) => scenario.retryStrategy === "this project");
  const byNames = largest.find(
    ({ scenario }) => scenario.callsPerSecond === CALLS_PER_SECOND.withHigherThroughput.GetParameters,
  );
  const line = (description: string, result: BurstFigures | undefined, minShare: number) => {
    if (result === undefined || isTooBusy(result)) return `- not measured: ${description}`;
    const share = result.served / theoreticalMaximum(result.scenario);
    return `- ${share >= minShare ? "met" : "**missed**"}: ${description} (${share.toFixed(3)})`;
  };
  return [
    line(
      `${LARGEST_BURST} environments: at least ${MIN_SHARE_OF_MAXIMUM} of the maximum`,
      byPath,
      MIN_SHARE_OF_MAXIMUM,
    ),
    line(`${LARGEST_BURST} environments by names, with higher throughput: all are served`, byNames, 1),
  ].join("\n");
}

/** The quotas, by the heading of their column. */
const QUOTAS: Readonly<Record<string, number>> = {
  "by default": CALLS_PER_SECOND.byDefault,
  "higher throughput, by path": CALLS_PER_SECOND.withHigherThroughput.GetParametersByPath,
  "higher throughput, by names": CALLS_PER_SECOND.withHigherThroughput.GetParameters,
};

/** Returns a Markdown table of the largest bursts in which every environment is served. */
export function sizeTable(): string {
  const sizes = (calls: number, timeoutSeconds: number) =>
    Object.values(QUOTAS).map((callsPerSecond) => {
      const size = largestBurst({ calls, timeoutSeconds, callsPerSecond });
      return size >= LARGEST_BURST ? `${LARGEST_BURST} (all)` : String(size);
    });
  const rows = [1, 2, 3, 5].flatMap((calls) =>
    [5, 15, 30].map((timeoutSeconds) =>
      [
        `${(calls - 1) * PARAMETERS_PER_CALL + 1} to ${calls * PARAMETERS_PER_CALL}`,
        timeoutSeconds,
        ...sizes(calls, timeoutSeconds),
      ].map(String),
    ),
  );
  const headings = Object.entries(QUOTAS).map(([name, rate]) => `${name} (${rate} calls/s)`);
  return formatMarkdownTable(["parameters", "timeout (s)", ...headings], rows);
}
