import type { Freshness } from "../../../app/runtime/cache/freshness.ts";

/** The times that decide whether a load is overdue or abandoned. */
export interface ScheduledLoad {
  readonly startedAtMs: number;
  /** The number of loads that were abandoned in a row before this one. */
  readonly abandonedBefore: number;
  /** When each caller starts and stops waiting for the load. The time that INIT waits does not count. */
  readonly waits: { readonly fromMs: number; readonly untilMs: number; readonly counts: boolean }[];
}

/** The times that the cache promises to keep, computed independently of its code. */
export class CacheSchedule {
  readonly refreshAfterMs: number;
  readonly expireAfterMs: number;
  #wallMs: number | undefined;
  #elapsedMs = 0;
  #longestMs = 0;
  #abandoned = 0;
  #failures = 0;
  #retryAtMs = 0;
  #snapshotStartedAtMs = NaN;

  constructor({ ttlSeconds, maxStaleSeconds }: Freshness, jitter: number) {
    this.refreshAfterMs = ttlSeconds === 0 ? Infinity : ttlSeconds * 1000 * (0.9 + 0.2 * jitter);
    this.expireAfterMs = this.refreshAfterMs + maxStaleSeconds * 1000;
  }

  /** Records a reading of the wall clock. Time counts only while the clock goes forward. */
  readClock(wallMs: number): void {
    this.#elapsedMs += Math.max(0, wallMs - (this.#wallMs ?? wallMs));
    this.#wallMs = wallMs;
  }

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** The age of the snapshot; NaN without a snapshot, so that every comparison with it is false. */
  get ageMs(): number {
    return this.#elapsedMs - this.#snapshotStartedAtMs;
  }

  get isFresh(): boolean {
    return this.ageMs <= this.refreshAfterMs;
  }

  /** Whether there is a snapshot that can still be served after some milliseconds. */
  isServable(laterMs = 0): boolean {
    return this.ageMs + laterMs <= this.expireAfterMs;
  }

  get isBackingOff(): boolean {
    return this.#elapsedMs < this.#retryAtMs;
  }

  /** How long an invocation waits for a refresh. */
  get refreshWaitMs(): number {
    return Math.max(1000, 2 * this.#longestMs);
  }

  get abandoned(): number {
    return this.#abandoned;
  }

  recordAbandoned(): void {
    this.#abandoned++;
  }

  recordFailure(random: number): void {
    this.#failures++;
    const limitMs = Math.min(60_000, 1000 * 2 ** this.#failures);
    this.#retryAtMs = this.#elapsedMs + 1000 + random * (limitMs - 1000);
  }

  recordSuccess(load: ScheduledLoad): void {
    this.#snapshotStartedAtMs = load.startedAtMs;
    this.#longestMs = Math.max(this.#longestMs, this.#waitedMs(load));
    this.#failures = 0;
    this.#retryAtMs = 0;
    this.#abandoned = 0;
  }

  /** Whether the cache must back off when an invocation stops waiting for the load. */
  isBackOffDue(load: ScheduledLoad): boolean {
    return this.#failures > 0 || this.#waitedMs(load) >= this.#overdueAfterMs;
  }

  /** How long the last invocation still waits for the load; negative afterwards. */
  remainingMs({ waits }: ScheduledLoad): number {
    return Math.max(...waits.map(({ untilMs }) => untilMs)) - this.#elapsedMs;
  }

  /** @param required whether the invocation that decides has no snapshot to fall back on */
  shouldAbandon(load: ScheduledLoad, required: boolean): boolean {
    const idleMs = -this.remainingMs(load);
    if (idleMs < 0) return false;
    if (this.#elapsedMs - load.startedAtMs > Math.max(this.expireAfterMs, 5000)) return true;
    const abandonedBefore = required ? 0 : load.abandonedBefore;
    if (abandonedBefore === 0 && idleMs > this.refreshWaitMs) return true;
    return this.#waitedMs(load) >= this.#overdueAfterMs * 2 ** abandonedBefore;
  }

  /** How long invocations wait in total for one load before it counts as a failure. */
  get #overdueAfterMs(): number {
    return Math.max(5000, this.refreshWaitMs);
  }

  /** How long invocations waited for the load; concurrent ones count once. */
  #waitedMs({ waits }: ScheduledLoad): number {
    let [totalMs, endMs] = [0, -Infinity];
    for (const { fromMs, untilMs, counts } of waits) {
      const untilNowMs = Math.min(untilMs, this.#elapsedMs);
      if (counts) totalMs += Math.max(0, untilNowMs - Math.max(fromMs, endMs));
      endMs = Math.max(endMs, untilNowMs);
    }
    return totalMs;
  }
}
