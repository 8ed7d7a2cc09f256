import { RESPONSE_MARGIN_MS } from "../../app/runtime/cache/timing.ts";

/**
 * The most parameters that one GetParametersByPath call returns.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export const PARAMETERS_PER_PAGE = 10;

/**
 * GetParametersByPath calls per second that Parameter Store serves for an account in a region.
 * @see https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
export const CALLS_PER_SECOND = { byDefault: 40, withHigherThroughput: 100 } as const;

/**
 * Lambda starts up to 1,000 execution environments of a function in 10 seconds.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 */
export const LARGEST_BURST = 1000;
export const STARTS_PER_SECOND = 100;

/**
 * Environments do not coordinate their calls, so some lose by chance. With twice the required capacity, at most one of
 * 1,000 environments fails in a run of `npm run bench:burst`.
 */
const HEADROOM = 2;

export interface BurstSettings {
  /** Calls for each environment. */
  readonly pages: number;
  readonly timeoutSeconds: number;
  readonly callsPerSecond: number;
}

/** Returns the number of calls that read so many parameters, if every page is full. */
export const parameterPages = (parameters: number): number => Math.max(1, Math.ceil(parameters / PARAMETERS_PER_PAGE));

/**
 * Returns how many calls are served in a time that starts after an idle period. AWS does not document how many calls
 * accumulate while idle; one second's worth is assumed.
 */
export const callsServed = (callsPerSecond: number, seconds: number): number => callsPerSecond * (seconds + 1);

/** Returns how long an invocation can wait for its configuration. */
export const loadSeconds = (timeoutSeconds: number): number => Math.max(0, timeoutSeconds - RESPONSE_MARGIN_MS / 1000);

/**
 * Returns the largest burst in which every environment gets its configuration within the function's timeout: Infinity if
 * Parameter Store serves calls faster than Lambda starts environments.
 */
export function largestBurst({ pages, timeoutSeconds, callsPerSecond }: BurstSettings): number {
  const outstandingPerEnvironment = pages - callsPerSecond / STARTS_PER_SECOND;
  if (outstandingPerEnvironment <= 0) return Infinity;
  const spare = callsServed(callsPerSecond, loadSeconds(timeoutSeconds));
  return Math.floor(spare / outstandingPerEnvironment / HEADROOM);
}

/** Returns the shortest timeout with which Lambda's largest burst is served. */
export function timeoutForLargestBurst(pages: number, callsPerSecond: number): number {
  let timeoutSeconds = 1;
  while (largestBurst({ pages, timeoutSeconds, callsPerSecond }) < LARGEST_BURST) timeoutSeconds++;
  return timeoutSeconds;
}
