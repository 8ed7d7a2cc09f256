import { CALLS_PER_SECOND, STARTS_PER_SECOND } from "../../../infra/config/burstCapacity.ts";
import type { RetryStrategyName } from "./retryStrategies.ts";
import type { Scenario } from "./scenario.ts";

const SDK_DEFAULT: RetryStrategyName = "SDK default: standard, 3 attempts";

const NO_FAULTS = { reset: 0, serverError: 0, emptyPage: 0, shortPage: 0 };

/** Creates a scenario in which environments start as fast as Lambda allows, with default settings and 2 parameters. */
const burst = (environments: number, overrides: Partial<Scenario> = {}): Scenario => ({
  retryStrategy: "this project",
  environments,
  startSeconds: environments / STARTS_PER_SECOND,
  timeoutSeconds: 5,
  loadDuringInit: true,
  callsPerSecond: CALLS_PER_SECOND.byDefault,
  operation: "GetParametersByPath",
  parameters: 2,
  faults: NO_FAULTS,
  ...overrides,
});

const { withHigherThroughput } = CALLS_PER_SECOND;
const higherThroughput = { callsPerSecond: withHigherThroughput.GetParametersByPath };
const byNames = { operation: "GetParameters" } as const;

const faults = { reset: 0.02, serverError: 0.02, emptyPage: 0.02, shortPage: 0.02 };

/** The scenarios, by the title of their table. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  "Retry strategies": [
    burst(1000),
    burst(1000, { retryStrategy: SDK_DEFAULT }),
    burst(1000, { retryStrategy: "SDK: adaptive, 3 attempts" }),
    burst(1000, { retryStrategy: "SDK: standard, 100 attempts" }),
    burst(1000, { retryStrategy: "this project, backoff up to 1 s" }),
    burst(1000, { retryStrategy: "this project, backoff up to 20 s" }),
    burst(1000, { retryStrategy: "this project, same backoff with little time left" }),
  ],
  "Without loading during INIT": [
    burst(1000, { loadDuringInit: false }),
    burst(1000, { loadDuringInit: false, retryStrategy: SDK_DEFAULT }),
    burst(183, { loadDuringInit: false }),
  ],
  "Smaller bursts, higher throughput and longer timeouts": [
    burst(10),
    burst(10, { retryStrategy: SDK_DEFAULT }),
    burst(100),
    burst(100, { retryStrategy: SDK_DEFAULT }),
    burst(476),
    burst(1000, higherThroughput),
    burst(1000, { timeoutSeconds: 30 }),
    burst(1000, { timeoutSeconds: 30, retryStrategy: "this project, backoff up to 20 s" }),
    burst(1000, { timeoutSeconds: 30, retryStrategy: SDK_DEFAULT }),
  ],
  "More than one page, one after the other": [
    burst(178, { parameters: 12 }),
    burst(1000, { parameters: 12 }),
    burst(1000, { parameters: 12, retryStrategy: "this project, same backoff on later pages" }),
    burst(1000, { ...higherThroughput, parameters: 12, timeoutSeconds: 11 }),
  ],
  "More than one call by names, in parallel": [
    burst(178, { ...byNames, parameters: 12 }),
    burst(105, { ...byNames, parameters: 50, timeoutSeconds: 15 }),
    burst(1000, { ...byNames, parameters: 12 }),
    burst(1000, { ...byNames, parameters: 50, callsPerSecond: withHigherThroughput.GetParameters }),
  ],
  "Faults: 2% each of connection resets, 500 errors, empty pages and short pages": [
    burst(1000, { faults }),
    burst(1000, { ...higherThroughput, faults }),
  ],
};

/** A scenario that is run first and not reported, so that the others run compiled code. */
export const WARM_UP: Scenario = burst(200, { callsPerSecond: 1000 });
