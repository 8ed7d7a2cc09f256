import { backoffMs } from "./backoff.ts";
import type { AgeLimits } from "./freshness.ts";
import { lateAfterMs, refreshWaitMs } from "./refreshPatience.ts";
import type { Loader } from "./sharedLoad.ts";
import { SharedLoad } from "./sharedLoad.ts";
import { fromMemory } from "./snapshot.ts";
import type { Cached, Snapshot } from "./snapshot.ts";
import { abandonedError, lateError, lateRefreshError, noTimeError, tooOldError } from "./unservedError.ts";
import { withTimeout } from "./withTimeout.ts";
import type { StartTimer } from "./withTimeout.ts";

export interface CacheDependencies {
  readonly limits: AgeLimits;
  /** A clock that goes on while the execution environment is frozen, and never back. */
  readonly nowMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly startTimer: StartTimer;
}

interface InFlight<T> {
  readonly load: SharedLoad<T>;
  readonly promise: Promise<Snapshot<T>>;
}

/**
 * Keeps one snapshot and replaces it, whole, by what a load gives. Callers that need a load share one. Nothing happens
 * between calls: whoever finds the snapshot due waits for the load, and as long as the snapshot can be served not for long.
 * The load then goes on, and the next callers join it. refreshPatience.ts has the times, the README a picture of the states.
 */
export class Cache<T> {
  readonly #dependencies: CacheDependencies;
  #snapshot: Snapshot<T> | undefined;
  #inFlight: InFlight<T> | undefined;
  /** Of the loads that came to a good end. */
  #longestMs = 0;
  #failures = 0;
  #retryAtMs = -Infinity;
  /** How many loads were abandoned since one came. */
  #lost = 0;

  constructor(dependencies: CacheDependencies) {
    this.#dependencies = dependencies;
  }

  /** What is in memory, as long as it is fresh: what `get` gives at once, for those who have no loader yet. */
  hit(): Cached<T> | undefined {
    const inMemory = this.#inMemory(this.#dependencies.nowMs());
    return inMemory?.state === "hit" ? inMemory : undefined;
  }

  /** @param timeLeftMs how long the caller can wait */
  get(loader: Loader<T>, timeLeftMs: () => number): Cached<T> | Promise<Cached<T>> {
    return this.hit() ?? this.#refresh(loader, timeLeftMs());
  }

  #inMemory(nowMs: number): Cached<T> | undefined {
    return this.#snapshot && fromMemory(this.#snapshot, this.#dependencies.limits, nowMs);
  }

  async #refresh(loader: Loader<T>, timeLeftMs: number): Promise<Cached<T>> {
    const nowMs = this.#dependencies.nowMs();
    const stale = this.#inMemory(nowMs);
    if (stale !== undefined && (nowMs < this.#retryAtMs || timeLeftMs <= 0)) return stale;
    if (timeLeftMs <= 0) throw noTimeError();
    const state = this.#snapshot === undefined ? "miss" : "refreshed";
    const waitMs = Math.min(timeLeftMs, refreshWaitMs(this.#longestMs));
    // A snapshot that grows too old meanwhile is nothing to fall back on.
    const needed = this.#inMemory(nowMs + waitMs) === undefined;
    const boundMs = needed ? timeLeftMs : waitMs;
    const { load, promise } = this.#joinLoad(loader, needed, boundMs);
    try {
      const late = () => (boundMs === timeLeftMs ? lateError(boundMs) : lateRefreshError(boundMs));
      const { value, beganMs } = await withTimeout(promise, boundMs, late, this.#dependencies.startTimer);
      return { value, state, ageMs: this.#dependencies.nowMs() - beganMs };
    } catch (error) {
      return this.#withoutLoad(load, error);
    }
  }

  #joinLoad(loader: Loader<T>, needed: boolean, boundMs: number): InFlight<T> {
    const { refuseAfterMs } = this.#dependencies.limits;
    if (this.#inFlight?.load.isLost(needed, this.#longestMs, refuseAfterMs)) this.#abandon(this.#inFlight.load);
    if (this.#inFlight === undefined) {
      const load = new SharedLoad({ loader, lostBefore: this.#lost, nowMs: this.#dependencies.nowMs });
      load.join(needed, boundMs);
      return this.#begin(load);
    }
    this.#inFlight.load.join(needed, boundMs);
    return this.#inFlight;
  }

  #begin(load: SharedLoad<T>): InFlight<T> {
    const promise = load.start(this.#snapshot?.value).then(
      (value) => this.#keep(load, value),
      (error: unknown) => {
        if (this.#isCurrent(load)) {
          this.#inFlight = undefined;
          this.#fail(load, error);
        }
        throw error;
      },
    );
    promise.catch(() => undefined); // its loader has been told
    return (this.#inFlight = { load, promise });
  }

  #isCurrent(load: SharedLoad<T>): boolean {
    return this.#inFlight?.load === load;
  }

  #abandon(load: SharedLoad<T>): void {
    this.#inFlight = undefined;
    this.#lost++;
    // The timer of whoever waited may not have gone off, in an environment that was frozen.
    if (!load.reported) this.#fail(load, abandonedError(load.ageMs));
    load.abort();
  }

  #keep(load: SharedLoad<T>, value: T): Snapshot<T> {
    const { loader, beganMs, ageMs, waitedMs } = load;
    if (!this.#isCurrent(load)) throw abandonedError(ageMs);
    const state = this.#snapshot === undefined ? "miss" : "refreshed";
    this.#snapshot = { value, beganMs };
    this.#inFlight = undefined;
    this.#longestMs = Math.max(this.#longestMs, waitedMs);
    this.#failures = 0;
    this.#retryAtMs = -Infinity;
    this.#lost = 0;
    loader.loaded({ value, state, ageMs });
    return this.#snapshot;
  }

  #withoutLoad(load: SharedLoad<T>, error: unknown): Cached<T> {
    if (this.#isCurrent(load)) this.#late(load, error);
    const nowMs = this.#dependencies.nowMs();
    const inMemory = this.#inMemory(nowMs);
    if (inMemory !== undefined) return inMemory;
    if (this.#snapshot === undefined) throw error;
    throw tooOldError(nowMs - this.#snapshot.beganMs, this.#dependencies.limits.refuseAfterMs, error);
  }

  /**
   * A caller has waited in vain for a load that goes on. The source is left alone once that takes long, or where something
   * failed before: until then the next callers join it.
   */
  #late(load: SharedLoad<T>, error: unknown): void {
    if (!load.reported) this.#tell(load, error);
    if (this.#failures > 0 || load.waitedMs >= lateAfterMs(this.#longestMs)) this.#backoff();
  }

  #fail(load: SharedLoad<T>, error: unknown): void {
    this.#backoff();
    this.#tell(load, error);
  }

  #tell(load: SharedLoad<T>, error: unknown): void {
    load.reported = true;
    load.loader.failed(error, this.#inMemory(this.#dependencies.nowMs()));
  }

  #backoff(): void {
    this.#failures++;
    this.#retryAtMs = this.#dependencies.nowMs() + backoffMs(this.#failures, this.#dependencies.random());
  }
}
