/** The configured limits on the age of a snapshot, in seconds. */
export interface Freshness {
  /** The age from which a snapshot is refreshed; 0 for never. */
  readonly ttlSeconds: number;
  /** The additional time for which it is served if a refresh fails. */
  readonly maxStaleSeconds: number;
}

/** The limits on the age of a snapshot in one execution environment, in milliseconds. */
export interface AgeLimits {
  /** An older snapshot is refreshed before it is served. */
  readonly refreshAfterMs: number;
  /** An older snapshot is never served. */
  readonly expireAfterMs: number;
}

/** The result of one load. */
export interface Snapshot<T> {
  readonly value: T;
  /** The start of the load, on the cache's clock. */
  readonly startedAtMs: number;
}

/**
 * The source of a cached value:
 * - "hit": memory, without I/O
 * - "miss": the first load, which the caller waited for
 * - "refreshed": a later load, which the caller waited for
 * - "stale": memory, although it is older than the TTL, because it could not be refreshed in time
 */
export type CacheState = "miss" | "hit" | "refreshed" | "stale";

/** A value that the cache returns. */
export interface CachedValue<T> {
  readonly value: T;
  readonly state: CacheState;
  /** The time since the start of the load that returned the value. */
  readonly ageMs: number;
}

/** The fraction of the TTL by which execution environments differ, up and down. */
const JITTER = 0.1;

/**
 * Returns the age limits of one execution environment: the TTL with up to 10% of jitter, and the same plus the stale time.
 *
 * @param random from 0 to 1, once per execution environment: environments that started together do not refresh together
 */
export function ageLimits({ ttlSeconds, maxStaleSeconds }: Freshness, random: number): AgeLimits {
  if (ttlSeconds === 0) return { refreshAfterMs: Infinity, expireAfterMs: Infinity };
  const refreshAfterMs = ttlSeconds * 1000 * (1 - JITTER + 2 * JITTER * random);
  return { refreshAfterMs, expireAfterMs: refreshAfterMs + maxStaleSeconds * 1000 };
}

/** Returns the snapshot as a hit or a stale value, or undefined if it has expired. */
export function toCachedValue<T>(snapshot: Snapshot<T>, limits: AgeLimits, nowMs: number): CachedValue<T> | undefined {
  const ageMs = nowMs - snapshot.startedAtMs;
  if (ageMs > limits.expireAfterMs) return undefined;
  return { value: snapshot.value, state: ageMs > limits.refreshAfterMs ? "stale" : "hit", ageMs };
}
