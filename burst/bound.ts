import { callsAnswered, loadSeconds } from "../infra/burstCapacity.ts";
import type { FaultRates, Scenario } from "./scenario.ts";

/** How many environments can get their configuration at best, if no call were wasted: whoever calls, and whenever. */
export function servedAtBest(scenario: Scenario): number {
  const { environments, startSeconds, timeoutSeconds, callsPerSecond, pages, faults } = scenario;
  const calls = callsAnswered(callsPerSecond, startSeconds + loadSeconds(timeoutSeconds));
  return Math.min(environments, Math.floor(calls / (pages * callsForAPage(faults))));
}

/** Calls that fail are made again, an empty page costs a call, and so does what a short page leaves out. */
const callsForAPage = ({ reset, serverError, emptyPage, shortPage }: FaultRates): number =>
  (1 + shortPage) / (1 - emptyPage) / (1 - reset - serverError);
