import { INIT_BUDGET_MS, RESPONSE_MARGIN_MS } from "../../app/runtime/cache/timing.ts";
import { PARAMETERS_PER_CALL } from "../../app/runtime/parameterStore/fetchParameters.ts";

/** The call that loads a configuration: by path, page after page, or by names, in parallel. */
export type LoadOperation = "GetParametersByPath" | "GetParameters";

/** Returns the call that loads what a function reads. */
export const loadOperation = (reads: "all" | readonly string[]): LoadOperation =>
  reads === "all" ? "GetParametersByPath" : "GetParameters";

/**
 * Calls per second that Parameter Store serves for an account in a region: by default for GetParameter, GetParameters and
 * GetParametersByPath together, with higher throughput for each of them.
 * @see https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
export const CALLS_PER_SECOND = {
  byDefault: 40,
  withHigherThroughput: { GetParametersByPath: 100, GetParameters: 1000 },
} as const;

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

/** The time that INIT takes to start the process and to load the code, before the configuration. */
export const CODE_LOAD_SECONDS = 0.2;

/** The settings on which it depends how long a new environment can wait for its configuration. */
export interface WaitSettings {
  readonly timeoutSeconds: number;
  /** Default: true. */
  readonly loadDuringInit?: boolean | undefined;
}

export interface BurstSettings extends WaitSettings {
  /** Calls for each environment. */
  readonly calls: number;
  readonly callsPerSecond: number;
}

/** Returns the number of calls that load so many parameters, if every page is full. */
export const loadCalls = (parameters: number): number => Math.ceil(parameters / PARAMETERS_PER_CALL);

/**
 * Returns how many calls are served in a time that starts after an idle period. AWS does not document how many calls
 * accumulate while idle; one second's worth is assumed.
 */
export const callsServed = (callsPerSecond: number, seconds: number): number => callsPerSecond * (seconds + 1);

/** Returns how long a new environment can wait for its configuration: during INIT, and then in the first invocation. */
export function waitSeconds({ timeoutSeconds, loadDuringInit = true }: WaitSettings): number {
  const initSeconds = loadDuringInit ? INIT_BUDGET_MS / 1000 - CODE_LOAD_SECONDS : 0;
  return initSeconds + Math.max(0, timeoutSeconds - RESPONSE_MARGIN_MS / 1000);
}

/**
 * Returns the largest burst in which every environment gets its configuration within INIT and the function's timeout:
 * Infinity if Parameter Store serves calls faster than Lambda starts environments.
 */
export function largestBurst({ calls, callsPerSecond, ...settings }: BurstSettings): number {
  const outstandingPerEnvironment = calls - callsPerSecond / STARTS_PER_SECOND;
  if (outstandingPerEnvironment <= 0) return Infinity;
  const spare = callsServed(callsPerSecond, waitSeconds(settings));
  return Math.floor(spare / outstandingPerEnvironment / HEADROOM);
}

/** Returns the shortest timeout with which Lambda's largest burst is served. */
export function timeoutForLargestBurst(settings: Omit<BurstSettings, "timeoutSeconds">): number {
  let timeoutSeconds = 1;
  while (largestBurst({ ...settings, timeoutSeconds }) < LARGEST_BURST) timeoutSeconds++;
  return timeoutSeconds;
}
