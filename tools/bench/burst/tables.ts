import {
  CALLS_PER_SECOND,
  LARGEST_BURST,
  PARAMETERS_PER_PAGE,
  largestBurst,
} from "../../../infra/config/burstCapacity.ts";
import { formatMarkdownTable } from "../../lib/output.ts";
import { quantile } from "../../lib/quantile.ts";
import type { BurstResult } from "./burstRunner.ts";
import { theoreticalMaximum } from "./scenario.ts";

/** Beyond this delay, the figures describe the busy machine and not the scenario. */
const MAX_LOOP_DELAY_MS = 250;

const HEADER = [
  "retry strategy",
  "environments",
  "start (s)",
  "calls/s",
  "timeout (s)",
  "pages",
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
export const resultTable = (results: readonly BurstResult[]): string => formatMarkdownTable(HEADER, results.map(row));

function row(result: BurstResult): string[] {
  const { scenario, servedMs, calls, throttled, loopDelayMs } = result;
  const { retryStrategy, environments, startSeconds, callsPerSecond, timeoutSeconds, pages } = scenario;
  const maximum = theoreticalMaximum(scenario);
  const ms = (fraction: number) => (servedMs.length === 0 ? "–" : quantile(servedMs, fraction).toFixed(0));
  const figures = isTooBusy(result)
    ? ["machine too busy", maximum, "–", "–", "–", "–", "–"]
    : [servedMs.length, maximum, (servedMs.length / maximum).toFixed(3), ms(0.5), ms(0.99), calls, throttled];
  const settings = [retryStrategy, environments, startSeconds, callsPerSecond, timeoutSeconds, pages];
  return [...settings, ...figures, loopDelayMs.toFixed(0)].map(String);
}

/** Returns whether the machine was too busy for a valid result. */
export const isTooBusy = ({ loopDelayMs }: BurstResult): boolean => loopDelayMs > MAX_LOOP_DELAY_MS;

/** Returns a Markdown table of the largest bursts in which every environment is served. */
export function sizeTable(): string {
  const sizes = (pages: number, timeoutSeconds: number) =>
    Object.values(CALLS_PER_SECOND).map((callsPerSecond) => {
      const size = largestBurst({ pages, timeoutSeconds, callsPerSecond });
      return size >= LARGEST_BURST ? `${LARGEST_BURST} (all)` : String(size);
    });
  const rows = [1, 2, 3, 5].flatMap((pages) =>
    [5, 15, 30].map((timeoutSeconds) =>
      [
        `${(pages - 1) * PARAMETERS_PER_PAGE + 1} to ${pages * PARAMETERS_PER_PAGE}`,
        timeoutSeconds,
        ...sizes(pages, timeoutSeconds),
      ].map(String),
    ),
  );
  const rates = Object.values(CALLS_PER_SECOND).map((callsPerSecond) => `at ${callsPerSecond} calls/s`);
  return formatMarkdownTable(["parameters", "timeout (s)", ...rates], rows);
}
