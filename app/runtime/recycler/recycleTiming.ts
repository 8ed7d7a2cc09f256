import { backoffMs } from "../cache/timing.ts";

/** The number of retries for one function. The backoff between them is at most about a minute in total. */
export const MAX_RETRIES = 5;

/**
 * A recycling covers the changes that happened at least this long before it began. AWS rounds the time of a change down
 * to a second, and clocks differ.
 */
const COVERAGE_MARGIN_MS = 2000;

/** Changes within this time are a burst. */
const BURST_MS = 5000;

/** The time between the beginnings of two recyclings of a function. */
const SPACING_MS = BURST_MS + COVERAGE_MARGIN_MS;

/**
 * Lambda's limit for requests that read or change functions, of all clients in the account and region.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
 */
const REQUESTS_PER_SECOND = 15;

/**
 * Returns how long to wait before recycling for a change, in milliseconds. The first change of a burst waits until a
 * recycling covers it, so that a repetition of its event is covered too. The next change waits until the burst is over
 * and covers the rest, so that a burst causes at most two recyclings.
 *
 * @param changeMs the time of the change, in milliseconds since 1970
 * @param lastMs when the last recycling began, in milliseconds since 1970; -Infinity if unknown
 * @returns undefined if the last recycling covers the change
 */
export function recycleDelayMs(changeMs: number, lastMs: number, nowMs: number): number | undefined {
  // A time in the future, such as one written manually, would cover all later changes.
  const knownMs = lastMs <= nowMs + SPACING_MS ? lastMs : -Infinity;
  if (knownMs >= changeMs + COVERAGE_MARGIN_MS) return undefined;
  // A change in the future, such as in an event written manually, could not be covered soon.
  const coveredMs = changeMs <= nowMs + COVERAGE_MARGIN_MS ? changeMs + COVERAGE_MARGIN_MS : nowMs;
  return Math.max(0, coveredMs - nowMs, knownMs + SPACING_MS - nowMs);
}

/**
 * Returns the maximum time of recycling a number of functions in parallel, in milliseconds: all waits, and the requests
 * at the rate that Lambda allows.
 */
export function maxRecycleMs(functions: number): number {
  const backoffs = Array.from({ length: MAX_RETRIES }, (_, retries) => backoffMs(retries + 1, 1));
  // Each attempt reads and updates the function. The first one reads it again after waiting.
  const requests = functions * (1 + 2 * (1 + MAX_RETRIES));
  return SPACING_MS + backoffs.reduce((total, each) => total + each, 0) + (requests * 1000) / REQUESTS_PER_SECOND;
}
