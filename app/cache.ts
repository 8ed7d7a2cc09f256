import { backOffMs } from "./backOff.ts";
import type { AgeLimits } from "./freshness.ts";
import { fromMemory } from "./snapshot.ts";
import type { Cached, Snapshot } from "./snapshot.ts";
import { abandonedError, lateError, noTimeError, tooOldError } from "./unservedError.ts";
import { within } from "./within.ts";
import type { StartTimer } from "./within.ts";

/** For whom a load is made. It may change while the load goes on, since callers join a load that is in flight. */
export interface LoadTerms {
  /** Says that nobody wants the result any more. */
  readonly signal: AbortSignal;
  /** Until the last of those who wait for the load gives up; negative afterwards. */
  readonly timeLeftMs: () => number;
  /** Whether one of them can be served nothing else. */
  readonly needed: () => boolean;
}

/** Loads for the cache, and hears what becomes of each load. */
export interface Loader<T> {
  /** @param previous what is in memory so far */
  load(previous: T | undefined, terms: LoadTerms): Promise<T>;
  /** The value is in memory now. */
  loaded(result: Cached<T>): void;
  /** The load failed, or did not come in time; `instead` can be served in its place. */
  failed(error: unknown, instead: Cached<T> | undefined): void;
}

export interface CacheDependencies {
  readonly limits: AgeLimits;
  /** A clock that goes on while the execution environment is frozen, and never back. */
  readonly nowMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly startTimer: StartTimer;
}

interface Load<T> {
  readonly beganMs: number;
  readonly loader: Loader<T>;
  readonly controller: AbortController;
  readonly promise: Promise<Snapshot<T>>;
  /** When the last of those who wait for it gives up. */
  awaitedUntilMs: number;
  /** Whether one of them has nothing else to serve. */
  needed: boolean;
  /** Whether its failure is counted since somebody began to wait for it. */
  reported: boolean;
}

/** A load that nobody waits for any more is given a chance to end until this age: freezing breaks connections. */
const ABANDON_AFTER_MS = 5000;

/**
 * Keeps one snapshot and replaces it, whole, by what a load gives. Callers that need a load share one. Nothing happens
 * between calls: whoever finds the snapshot due waits for the load. The README has a picture of the states.
 */
export class Cache<T> {
  readonly #dependencies: CacheDependencies;
  #snapshot: Snapshot<T> | undefined;
  #load: Load<T> | undefined;
  #failures = 0;
  #retryAtMs = -Infinity;

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

  async #refresh(loader: Loader<T>, boundMs: number): Promise<Cached<T>> {
    const nowMs = this.#dependencies.nowMs();
    const stale = this.#inMemory(nowMs);
    if (stale !== undefined && (nowMs < this.#retryAtMs || boundMs <= 0)) return stale;
    if (boundMs <= 0) throw noTimeError();
    const state = this.#snapshot === undefined ? "miss" : "refreshed";
    const load = this.#joinLoad(loader, boundMs, nowMs);
    load.needed ||= stale === undefined;
    try {
      const late = () => lateError(boundMs);
      const { value, beganMs } = await within(load.promise, boundMs, late, this.#dependencies.startTimer);
      return { value, state, ageMs: this.#dependencies.nowMs() - beganMs };
    } catch (error) {
      return this.#withoutLoad(load, error);
    }
  }

  #joinLoad(loader: Loader<T>, boundMs: number, nowMs: number): Load<T> {
    const inFlight = this.#load;
    const loadAgeMs = nowMs - (inFlight?.beganMs ?? nowMs);
    if (inFlight !== undefined && nowMs >= inFlight.awaitedUntilMs && loadAgeMs > ABANDON_AFTER_MS) {
      this.#load = undefined;
      this.#report(inFlight, abandonedError(loadAgeMs), nowMs);
      inFlight.controller.abort();
    }
    const load = this.#load ?? this.#beginLoad(loader, nowMs);
    load.awaitedUntilMs = Math.max(load.awaitedUntilMs, nowMs + boundMs);
    load.reported = false;
    return load;
  }

  #beginLoad(loader: Loader<T>, nowMs: number): Load<T> {
    const controller = new AbortController();
    const begun = { beganMs: nowMs, loader, controller, awaitedUntilMs: nowMs, needed: false, reported: false };
    const terms = {
      signal: controller.signal,
      timeLeftMs: () => begun.awaitedUntilMs - this.#dependencies.nowMs(),
      needed: () => begun.needed,
    };
    const promise = loader.load(this.#snapshot?.value, terms).then(
      (value) => this.#keep(begun, value),
      (error: unknown) => {
        if (this.#load === begun) this.#load = undefined;
        throw error;
      },
    );
    const load: Load<T> = Object.assign(begun, { promise }); // one object, under both names
    load.promise.catch(() => undefined); // those who wait for it hear of it
    this.#load = load;
    return load;
  }

  #keep(load: Omit<Load<T>, "promise">, value: T): Snapshot<T> {
    const nowMs = this.#dependencies.nowMs();
    const { beganMs, loader } = load;
    if (this.#load !== load) throw abandonedError(nowMs - beganMs);
    const state = this.#snapshot === undefined ? "miss" : "refreshed";
    this.#snapshot = { value, beganMs };
    this.#load = undefined;
    this.#failures = 0;
    this.#retryAtMs = -Infinity;
    loader.loaded({ value, state, ageMs: nowMs - beganMs });
    return this.#snapshot;
  }

  #withoutLoad(load: Load<T>, error: unknown): Cached<T> {
    const nowMs = this.#dependencies.nowMs();
    this.#report(load, error, nowMs);
    const inMemory = this.#inMemory(nowMs);
    if (inMemory !== undefined) return inMemory;
    if (this.#snapshot === undefined) throw error;
    throw tooOldError(nowMs - this.#snapshot.beganMs, this.#dependencies.limits.refuseAfterMs, error);
  }

  /** Counts a failure once, however many callers waited for the load. */
  #report(load: Load<T>, error: unknown, nowMs: number): void {
    if (load.reported) return;
    load.reported = true;
    this.#failures++;
    this.#retryAtMs = nowMs + backOffMs(this.#failures, this.#dependencies.random());
    load.loader.failed(error, this.#inMemory(nowMs));
  }
}
