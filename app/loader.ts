import type { Cached } from "./snapshot.ts";

/** For whom a load is made. It may change while the load goes on, since callers join a load that is in flight. */
export interface LoadTerms {
  /** Says that nobody wants the result any more. */
  readonly signal: AbortSignal;
  /** Until the last of those who wait for the load gives up; negative afterwards. */
  readonly timeLeftMs: () => number;
  /** Whether one of them can be served nothing else. A load that is not needed goes on when nobody waits for it. */
  readonly needed: () => boolean;
}

/** Loads for the cache, and hears what becomes of each load. */
export interface Loader<T> {
  /** @param previous what is in memory so far */
  load(previous: T | undefined, terms: LoadTerms): Promise<T>;
  /** The value is in memory now. */
  loaded(result: Cached<T>): void;
  /** The load failed, or did not come in time and may still come; `instead` can be served in its place. */
  failed(error: unknown, instead: Cached<T> | undefined): void;
}
