import type { AgeLimits } from "./freshness.ts";

/** What one load gave. */
export interface Snapshot<T> {
  readonly value: T;
  /** The start of the load. */
  readonly beganMs: number;
}

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

/** What can be served from memory: a hit, a stale snapshot, or nothing when that is too old. */
export function fromMemory<T>(
  { value, beganMs }: Snapshot<T>,
  limits: AgeLimits,
  nowMs: number,
): Cached<T> | undefined {
  const ageMs = nowMs - beganMs;
  if (ageMs > limits.refuseAfterMs) return undefined;
  return { value, state: ageMs > limits.refreshAfterMs ? "stale" : "hit", ageMs };
}
