import { CALLS_PER_SECOND, STARTS_PER_SECOND } from "../infra/burstCapacity.ts";
import type { RetriesName } from "./retryStrategies.ts";
import type { Scenario } from "./scenario.ts";

const DEFAULT: RetriesName = "SDK's default: standard, 3 attempts";

const NONE = { reset: 0, serverError: 0, emptyPage: 0, shortPage: 0 };

/** Environments that start as fast as Lambda lets them, with the default timeout and throughput and 2 parameters. */
const burst = (environments: number, more: Partial<Scenario> = {}): Scenario => ({
  retries: "ours",
  environments,
  startSeconds: environments / STARTS_PER_SECOND,
  timeoutSeconds: 5,
  callsPerSecond: CALLS_PER_SECOND.byDefault,
  pages: 1,
  faults: NONE,
  ...more,
});

const higher = { callsPerSecond: CALLS_PER_SECOND.withHigherThroughput };

const faults = { reset: 0.02, serverError: 0.02, emptyPage: 0.02, shortPage: 0.02 };

/** By what they show. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  "The same burst, with other retries": [
    burst(1000),
    burst(1000, { retries: DEFAULT }),
    burst(1000, { retries: "SDK: adaptive, 3 attempts" }),
    burst(1000, { retries: "SDK: standard, 100 attempts" }),
    burst(1000, { retries: "ours, pauses up to 1 s" }),
    burst(1000, { retries: "ours, pauses up to 20 s" }),
  ],
  "Larger and smaller ones, and what helps": [
    burst(10),
    burst(10, { retries: DEFAULT }),
    burst(100),
    burst(100, { retries: DEFAULT }),
    burst(240),
    burst(1000, higher),
    burst(1000, { timeoutSeconds: 30 }),
    burst(1000, { timeoutSeconds: 30, retries: "ours, pauses up to 20 s" }),
    burst(1000, { timeoutSeconds: 30, retries: DEFAULT }),
  ],
  "More pages": [
    burst(1000, { pages: 2 }),
    burst(1000, { pages: 2, retries: "ours, later pages like the first" }),
    burst(1000, { ...higher, pages: 2, timeoutSeconds: 20 }),
  ],
  "2 % each of resets, errors 500, empty pages and short pages": [
    burst(1000, { faults }),
    burst(1000, { ...higher, faults }),
  ],
};

/** So that the first one finds compiled code. */
export const WARM_UP: Scenario = burst(200, { callsPerSecond: 1000 });
