import { callsServed, loadCalls, waitSeconds } from "../../../infra/config/burstCapacity.ts";
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
  /** Whether the first load is part of INIT. */
  readonly loadDuringInit: boolean;
  /** Parameter Store's rate limit. */
  readonly callsPerSecond: number;
  readonly operation: LoadOperation;
  /** The number of parameters that an environment loads. */
  readonly parameters: number;
  readonly faults: FaultRates;
}

/** Returns the names of the sections that an environment loads. */
export const sectionNames = ({ parameters }: Pick<Scenario, "parameters">): string[] =>
  Array.from({ length: parameters }, (_, index) => `section-${index}`);

/** Returns how many environments get their configuration if no admitted call is wasted. No retry strategy can serve more. */
export function theoreticalMaximum(scenario: Scenario): number {
  const { environments, startSeconds, callsPerSecond, parameters, faults } = scenario;
  const served = callsServed(callsPerSecond, startSeconds + waitSeconds(scenario));
  return Math.min(environments, Math.floor(served / (loadCalls(parameters) * attemptsPerCall(faults))));
}

/** Returns the mean number of attempts for a call: failed ones are retried, and empty or short pages require more of them. */
const attemptsPerCall = ({ reset, serverError, emptyPage, shortPage }: FaultRates): number =>
  (1 + shortPage) / (1 - emptyPage) / (1 - reset - serverError);
