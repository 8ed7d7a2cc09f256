import { callsServed, loadSeconds } from "../../../infra/config/burstCapacity.ts";
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
  /** The number of pages that an environment loads. */
  readonly pages: number;
  readonly faults: FaultRates;
}

/** Returns how many environments get their configuration if no admitted call is wasted. No retry strategy can serve more. */
export function theoreticalMaximum(scenario: Scenario): number {
  const { environments, startSeconds, timeoutSeconds, callsPerSecond, pages, faults } = scenario;
  const calls = callsServed(callsPerSecond, startSeconds + loadSeconds(timeoutSeconds));
  return Math.min(environments, Math.floor(calls / (pages * callsPerPage(faults))));
}

/** Returns the mean number of calls for a page: failed calls are retried, and empty or short pages require more calls. */
const callsPerPage = ({ reset, serverError, emptyPage, shortPage }: FaultRates): number =>
  (1 + shortPage) / (1 - emptyPage) / (1 - reset - serverError);
