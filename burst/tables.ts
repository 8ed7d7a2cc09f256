import { markdownTable } from "../bench/markdownTable.ts";
import { quantile } from "../bench/quantile.ts";
import { CALLS_PER_SECOND, LARGEST_BURST, largestBurst } from "../infra/burstCapacity.ts";
import { PARAMETERS_PER_PAGE } from "../infra/parameterPages.ts";
import { servedAtBest } from "./bound.ts";
import type { Outcome } from "./burstRunner.ts";

/** Beyond this the harness is what is measured. */
const TOO_LATE_MS = 250;

const HEADER = [
  "retries",
  "start",
  "in s",
  "calls/s",
  "timeout s",
  "pages",
  "served",
  "at best",
  "of it",
  "p50 ms",
  "p99 ms",
  "calls",
  "refused",
  "harness late ms",
];

/** A Markdown table. */
export const outcomeTable = (outcomes: readonly Outcome[]): string => markdownTable(HEADER, outcomes.map(row));

function row({ scenario, servedMs, calls, refused, loopDelayMs }: Outcome): string[] {
  const { retries, environments, startSeconds, callsPerSecond, timeoutSeconds, pages } = scenario;
  const best = servedAtBest(scenario);
  const ms = (fraction: number) => (servedMs.length === 0 ? "–" : quantile(servedMs, fraction).toFixed(0));
  const results =
    loopDelayMs > TOO_LATE_MS
      ? ["the machine was too busy", best, "–", "–", "–", "–", "–"]
      : [servedMs.length, best, (servedMs.length / best).toFixed(3), ms(0.5), ms(0.99), calls, refused];
  const settings = [retries, environments, startSeconds, callsPerSecond, timeoutSeconds, pages];
  return [...settings, ...results, loopDelayMs.toFixed(0)].map(String);
}

export const tooBusy = ({ loopDelayMs }: Outcome): boolean => loopDelayMs > TOO_LATE_MS;

/** From which size on something else is needed. */
export function sizeTable(): string {
  const sizes = (pages: number, timeoutSeconds: number) =>
    Object.values(CALLS_PER_SECOND).map((callsPerSecond) => {
      const size = largestBurst({ pages, timeoutSeconds, callsPerSecond });
      return size >= LARGEST_BURST ? `${LARGEST_BURST}, all` : String(size);
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
  return markdownTable(["parameters", "timeout s", "at 40 calls a second", "at 100"], rows);
}
