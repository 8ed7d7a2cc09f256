import { RESPONSE_MARGIN_MS } from "../../app/runtime/cache/timing.ts";

/**
 * GetParametersByPath calls a second that Parameter Store answers for an account in a region.
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
 * Environments know nothing of each other, and chance decides whose call is answered: with twice what would be enough, none
 * fails, or one in a thousand in some runs of `npm run bench:burst`.
 */
const HEADROOM = 2;

export interface BurstSettings {
  /** Calls for each environment. */
  readonly pages: number;
  readonly timeoutSeconds: number;
  readonly callsPerSecond: number;
}

/** How many calls are answered in a time that begins after a pause: AWS does not say how many are saved up, 1 s's worth is assumed. */
export const callsAnswered = (callsPerSecond: number, seconds: number): number => callsPerSecond * (seconds + 1);

/** How long an invocation can wait for its configuration. */
export const loadSeconds = (timeoutSeconds: number): number => Math.max(0, timeoutSeconds - RESPONSE_MARGIN_MS / 1000);

/**
 * The largest burst in which every environment gets its configuration within the function's timeout. Infinity where
 * Parameter Store answers faster than Lambda starts.
 */
export function largestBurst({ pages, timeoutSeconds, callsPerSecond }: BurstSettings): number {
  const outstandingPerEnvironment = pages - callsPerSecond / STARTS_PER_SECOND;
  if (outstandingPerEnvironment <= 0) return Infinity;
  const spare = callsAnswered(callsPerSecond, loadSeconds(timeoutSeconds));
  return Math.floor(spare / outstandingPerEnvironment / HEADROOM);
}

/** The shortest timeout with which a burst as large as Lambda makes it is served. */
export function timeoutForLargestBurst(pages: number, callsPerSecond: number): number {
  let timeoutSeconds = 1;
  while (largestBurst({ pages, timeoutSeconds, callsPerSecond }) < LARGEST_BURST) timeoutSeconds++;
  return timeoutSeconds;
}
