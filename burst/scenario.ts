import type { RetriesName } from "./retryStrategies.ts";

/** The fraction of answered calls that go wrong in a way, or give less than a whole page. */
export interface FaultRates {
  readonly reset: number;
  readonly serverError: number;
  readonly emptyPage: number;
  readonly shortPage: number;
}

export interface Scenario {
  readonly retries: RetriesName;
  readonly environments: number;
  /** In which they start, evenly. */
  readonly startSeconds: number;
  readonly timeoutSeconds: number;
  readonly callsPerSecond: number;
  readonly pages: number;
  readonly faults: FaultRates;
}
