import { readFileSync } from "node:fs";
import * as path from "node:path";
import { ROOT } from "../../lib/paths.ts";
import { quantile } from "../../lib/quantile.ts";
import type { BurstResult } from "./burstRunner.ts";
import type { Scenario } from "./scenario.ts";

/** The figures of a scenario. */
export interface BurstFigures {
  readonly scenario: Scenario;
  /** The number of environments that got their configuration in time. */
  readonly served: number;
  /** How long the served environments waited, if there are any. */
  readonly medianMs?: number;
  readonly p99Ms?: number;
  readonly calls: number;
  readonly throttled: number;
  /** The event loop delay of the busiest process, at the 99th percentile. */
  readonly loopDelayMs: number;
}

/** The content of results.json, which a run writes unless the machine was too busy. */
export interface BurstResults {
  readonly machine: { readonly date: string; readonly node: string; readonly cores: number };
  /** The scenarios, by the title of their table. */
  readonly scenarios: Readonly<Record<string, readonly BurstFigures[]>>;
}

export const BURST_RESULTS = path.join(ROOT, "tools/bench/burst/results.json");

/** Reads the results of the last complete run. */
export const readBurstResults = (): BurstResults => JSON.parse(readFileSync(BURST_RESULTS, "utf8")) as BurstResults;

/** Returns the figures of a scenario that was run. */
export function summarizeBurst({ scenario, servedMs, calls, throttled, loopDelayMs }: BurstResult): BurstFigures {
  const round = (ms: number) => Number(ms.toFixed(1));
  const waits =
    servedMs.length === 0 ? {} : { medianMs: round(quantile(servedMs, 0.5)), p99Ms: round(quantile(servedMs, 0.99)) };
  return { scenario, served: servedMs.length, ...waits, calls, throttled, loopDelayMs: round(loopDelayMs) };
}
