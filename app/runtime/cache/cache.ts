import { Backoff } from "./backoff.ts";
import * as errors from "./cacheErrors.ts";
import { toCachedValue } from "./freshness.ts";
import type { AgeLimits, CachedValue, Snapshot } from "./freshness.ts";
import { SharedLoad } from "./sharedLoad.ts";
import type { Loader } from "./sharedLoad.ts";
import { withTimeout } from "./timing.ts";
import type { StartTimer } from "./timing.ts";
import { overdueAfterMs, refreshWaitMs } from "./waitPolicy.ts";

/** The limits, clock, randomness and timers of a cache. */
export interface CacheDependencies {
  readonly limits: AgeLimits;
  /** Returns milliseconds. The clock continues while the execution environment is frozen, and never goes back. */
  readonly nowMs: () => number;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  readonly startTimer: StartTimer;
}

interface PendingLoad<T> {
  readonly load: SharedLoad<T>;
  readonly promise: Promise<Snapshot<T>>;
}

/**
 * A cache of one snapshot, which each successful load replaces as a whole. Concurrent callers share one load.
 *
 * Nothing runs between calls. A caller that finds the snapshot due for a refresh waits for it, but only for a short time
 * while the snapshot can still be served. The load then continues, and the next callers join it. waitPolicy.ts has the times.
 */
export class Cache<T> {
  readonly #dependencies: CacheDependencies;
  readonly #backoff: Backoff;
  #snapshot: Snapshot<T> | undefined;
  #pending: PendingLoad<T> | undefined;
  /** The longest time that invocations waited for a successful load. INIT is not one of them. */
  #longestMs = 0;
  /** The number of loads that were abandoned since the last successful one. */
  #abandoned = 0;

  constructor(dependencies: CacheDependencies) {
    this.#dependencies = dependencies;
    this.#backoff = new Backoff(dependencies.nowMs, dependencies.random);
  }

  /**
   * Starts the first load during INIT, and resolves when it ends, fails or is late. Its loader is notified of the outcome.
   * Callers of `get` then find the value, join the load, or start another.
   *
   * @param remainingMs how many milliseconds INIT can wait
   */
  async initialize(loader: Loader<T>, remainingMs: number): Promise<void> {
    if (remainingMs <= 0) return;
    const load = this.#createLoad(loader);
    load.joinFromInit(remainingMs);
    const { promise } = this.#startLoad(load);
    try {
      await withTimeout(
        promise,
        remainingMs,
        () => errors.initTimeoutError(remainingMs),
        this.#dependencies.startTimer,
      );
    } catch (error) {
      if (this.#isPending(load)) this.#timeOut(load, error);
    }
  }

  /** Returns the value in memory if it is fresh. It needs no loader. */
  getFresh(): CachedValue<T> | undefined {
    const cached = this.#fromMemory(this.#dependencies.nowMs());
    return cached?.state === "hit" ? cached : undefined;
  }

  /**
   * Returns the value in memory if it is fresh. Otherwise waits for a load, and returns the stale value if the load is late
   * or fails.
   *
   * @param remainingMs returns how many milliseconds the caller can wait; not called on a hit
   * @throws ConfigurationError if no value can be served and the load is late or has no time to start
   * @throws ConfigurationError if the value in memory has expired and the load fails
   * @throws the error of the loader if the first load fails
   */
  get(loader: Loader<T>, remainingMs: () => number): CachedValue<T> | Promise<CachedValue<T>> {
    return this.getFresh() ?? this.#refresh(loader, remainingMs());
  }

  #fromMemory(nowMs: number): CachedValue<T> | undefined {
    return this.#snapshot && toCachedValue(this.#snapshot, this.#dependencies.limits, nowMs);
  }

  async #refresh(loader: Loader<T>, remainingMs: number): Promise<CachedValue<T>> {
    const nowMs = this.#dependencies.nowMs();
    const stale = this.#fromMemory(nowMs);
    if (stale !== undefined && (this.#backoff.isActive || remainingMs <= 0)) return stale;
    if (remainingMs <= 0) throw errors.deadlineError();
    const state = this.#snapshot === undefined ? "miss" : "refreshed";
    const waitMs = Math.min(remainingMs, refreshWaitMs(this.#longestMs));
    // A snapshot that expires during the wait cannot be a fallback.
    const required = this.#fromMemory(nowMs + waitMs) === undefined;
    const timeoutMs = required ? remainingMs : waitMs;
    const { load, promise } = this.#joinLoad(loader, required, timeoutMs);
    try {
      const onTimeout = () =>
        timeoutMs === remainingMs ? errors.loadTimeoutError(timeoutMs) : errors.refreshTimeoutError(timeoutMs);
      const { value, startedAtMs } = await withTimeout(promise, timeoutMs, onTimeout, this.#dependencies.startTimer);
      return { value, state, ageMs: this.#dependencies.nowMs() - startedAtMs };
    } catch (error) {
      return this.#fallBack(load, error);
    }
  }

  #joinLoad(loader: Loader<T>, required: boolean, timeoutMs: number): PendingLoad<T> {
    const { expireAfterMs } = this.#dependencies.limits;
    if (this.#pending?.load.shouldAbandon(required, this.#longestMs, expireAfterMs)) this.#abandon(this.#pending.load);
    if (this.#pending === undefined) {
      const load = this.#createLoad(loader);
      load.join(required, timeoutMs);
      return this.#startLoad(load);
    }
    this.#pending.load.join(required, timeoutMs);
    return this.#pending;
  }

  #createLoad(loader: Loader<T>): SharedLoad<T> {
    return new SharedLoad({ loader, abandonedBefore: this.#abandoned, nowMs: this.#dependencies.nowMs });
  }

  #startLoad(load: SharedLoad<T>): PendingLoad<T> {
    const promise = load.start(this.#snapshot?.value).then(
      (value) => this.#keep(load, value),
      (error: unknown) => {
        if (this.#isPending(load)) {
          this.#pending = undefined;
          this.#fail(load, error);
        }
        throw error;
      },
    );
    promise.catch(() => undefined); // reported to its loader
    return (this.#pending = { load, promise });
  }

  #isPending(load: SharedLoad<T>): boolean {
    return this.#pending?.load === load;
  }

  #abandon(load: SharedLoad<T>): void {
    this.#pending = undefined;
    this.#abandoned++;
    // In an environment that was frozen, the timer of the last caller may not have fired.
    if (!load.reported) this.#fail(load, errors.abandonedLoadError(load.ageMs));
    load.abort();
  }

  #keep(load: SharedLoad<T>, value: T): Snapshot<T> {
    const { loader, startedAtMs, ageMs, waitedMs } = load;
    if (!this.#isPending(load)) throw errors.abandonedLoadError(ageMs);
    const state = this.#snapshot === undefined ? "miss" : "refreshed";
    this.#snapshot = { value, startedAtMs };
    this.#pending = undefined;
    this.#longestMs = Math.max(this.#longestMs, waitedMs);
    this.#backoff.reset();
    this.#abandoned = 0;
    loader.onLoaded({ value, state, ageMs });
    return this.#snapshot;
  }

  #fallBack(load: SharedLoad<T>, error: unknown): CachedValue<T> {
    if (this.#isPending(load)) this.#timeOut(load, error);
    const nowMs = this.#dependencies.nowMs();
    const cached = this.#fromMemory(nowMs);
    if (cached !== undefined) return cached;
    if (this.#snapshot === undefined) throw error;
    throw errors.staleError(nowMs - this.#snapshot.startedAtMs, this.#dependencies.limits.expireAfterMs, error);
  }

  /** Records that a caller stopped waiting for a load that continues. Backs off if it is overdue or follows a failure. */
  #timeOut(load: SharedLoad<T>, error: unknown): void {
    if (!load.reported) this.#report(load, error, true);
    if (this.#backoff.failures > 0 || load.waitedMs >= overdueAfterMs(this.#longestMs)) this.#backoff.fail();
  }

  #fail(load: SharedLoad<T>, error: unknown): void {
    this.#backoff.fail();
    this.#report(load, error, false);
  }

  #report(load: SharedLoad<T>, error: unknown, isLate: boolean): void {
    load.reported = true;
    load.loader.onFailed(error, this.#fromMemory(this.#dependencies.nowMs()), isLate);
  }
}
