/**
 * "hit": from memory, without I/O. "miss", "refreshed": the caller waited for a load, the first or a later one. "stale":
 * from memory, older than the TTL, because refreshing it failed, or failed a moment ago.
 */
export type CacheState = "miss" | "hit" | "refreshed" | "stale";

export interface Cached<T> {
  readonly value: T;
  readonly state: CacheState;
  /** Since the start of the load that gave the value. */
  readonly ageMs: number;
}

/** Loads for the cache, and hears what becomes of each load. */
export interface Loader<T> {
  /**
   * @param previous what is in memory so far
   * @param signal says that nobody wants the result any more
   */
  load(previous: T | undefined, signal: AbortSignal): Promise<T>;
  /** The value is in memory now. */
  loaded(result: Cached<T>): void;
  /** The load failed, or did not come in time; `instead` can be served in its place. */
  failed(error: unknown, instead: Cached<T> | undefined): void;
}
