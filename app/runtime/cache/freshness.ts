/** How old a snapshot may get. */
export interface Freshness {
  /** From this age on it is refreshed; 0 for never. */
  readonly ttlSeconds: number;
  /** How much longer it is served while refreshing it fails. */
  readonly maxStaleSeconds: number;
}

/** The same for one execution environment. */
export interface AgeLimits {
  /** A snapshot up to this age is served as it is. */
  readonly refreshAfterMs: number;
  /** A snapshot beyond this age is not served. */
  readonly refuseAfterMs: number;
}

/** The part of the TTL by which execution environments differ, up and down. */
const JITTER = 0.1;

/**
 * @param random from 0 to 1, drawn once for each execution environment: environments that started together do not refresh
 * together
 */
export function ageLimits({ ttlSeconds, maxStaleSeconds }: Freshness, random: number): AgeLimits {
  if (ttlSeconds === 0) return { refreshAfterMs: Infinity, refuseAfterMs: Infinity };
  const refreshAfterMs = ttlSeconds * 1000 * (1 - JITTER + 2 * JITTER * random);
  return { refreshAfterMs, refuseAfterMs: refreshAfterMs + maxStaleSeconds * 1000 };
}
