import { PARAMETERS_PER_CALL } from "../../../app/runtime/parameterStore/fetchParameters.ts";
import { callsServed, loadSeconds } from "../../../infra/config/burstCapacity.ts";
import type { LoadOperation } from "../../../infra/config/burstCapacity.ts";
import type { RetryStrategyName } from "./retryStrategies.ts";

/** The fractions of admitted calls that fail, or that return less than a whole page. */
export interface FaultRates {
  readonly reset: number;
  readonly serverError: number;
  readonly emptyPage: number;
  readonly shortPage: number;
}

/** A burst of cold starts. */
export interface Scenario {
  readonly retryStrategy: RetryStrategyName;
  /** The number of execution environments. */
  readonly environments: number;
  /** The time in which the environments start, at a constant rate. */
  readonly startSeconds: number;
  readonly timeoutSeconds: number;
  /** Parameter Store's rate limit. */
  readonly callsPerSecond: number;
  readonly operation: LoadOperation;
  /** The number of calls with which an environment loads its configuration. */
  readonly calls: number;
  readonly faults: FaultRates;
}

/** Returns the names of the sections that an environment loads. The last call loads two of them. */
export const sectionNames = ({ calls }: Pick<Scenario, "calls">): string[] =>
  Array.from({ length: (calls - 1) * PARAMETERS_PER_CALL + 2 }, (_, index) => `section-${index}`);

/** Returns how many environments get their configuration if no admitted call is wasted. No retry strategy can serve more. */
export function theoreticalMaximum(scenario: Scenario): number {
  const { environments, startSeconds, timeoutSeconds, callsPerSecond, calls, faults } = scenario;
  const served = callsServed(callsPerSecond, startSeconds + loadSeconds(timeoutSeconds));
  return Math.min(environments, Math.floor(served / (calls * attemptsPerCall(faults))));
}

/** Returns the mean number of attempts for a call: failed ones are retried, and empty or short pages require more of them. */
const attemptsPerCall = ({ reset, serverError, emptyPage, shortPage }: FaultRates): number =>
  (1 + shortPage) / (1 - emptyPage) / (1 - reset - serverError);
