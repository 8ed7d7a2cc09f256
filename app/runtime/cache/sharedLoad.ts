import { isLost } from "./refreshPatience.ts";
import type { Cached } from "./snapshot.ts";
import { WaitedTime } from "./waitedTime.ts";

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

export interface SharedLoadArgs<T> {
  readonly loader: Loader<T>;
  /** How many loads before it were lost, one after the other. */
  readonly lostBefore: number;
  readonly nowMs: () => number;
}

/** A load that is in flight, and those who wait for it. */
export class SharedLoad<T> {
  readonly loader: Loader<T>;
  readonly beganMs: number;
  /** Whether its loader knows that it failed or is late. */
  reported = false;
  readonly #nowMs: () => number;
  readonly #controller = new AbortController();
  readonly #lostBefore: number;
  readonly #waited: WaitedTime;
  #needed = false;

  constructor({ loader, lostBefore, nowMs }: SharedLoadArgs<T>) {
    this.loader = loader;
    this.beganMs = nowMs();
    this.#nowMs = nowMs;
    this.#lostBefore = lostBefore;
    this.#waited = new WaitedTime(this.beganMs);
  }

  start(previous: T | undefined): Promise<T> {
    return this.loader.load(previous, {
      signal: this.#controller.signal,
      timeLeftMs: () => this.#waited.leftMs(this.#nowMs()),
      needed: () => this.#needed,
    });
  }

  /** @param needed whether who joins it can be served nothing else */
  join(needed: boolean, boundMs: number): void {
    this.#waited.begin(this.#nowMs(), boundMs);
    this.#needed ||= needed;
  }

  get ageMs(): number {
    return this.#nowMs() - this.beganMs;
  }

  /** How long callers have waited for it, together. */
  get waitedMs(): number {
    return this.#waited.totalMs(this.#nowMs());
  }

  /**
   * Returns whether a caller replaces it instead of joining it.
   *
   * @param needed whether that caller can be served nothing else
   */
  isLost(needed: boolean, longestMs: number, refuseAfterMs: number): boolean {
    const idleMs = -this.#waited.leftMs(this.#nowMs());
    if (idleMs < 0) return false; // somebody waits for it
    // Who needs a load has no time for one that may never end.
    const lostBefore = needed ? 0 : this.#lostBefore;
    const { ageMs, waitedMs } = this;
    return isLost({ ageMs, waitedMs, idleMs, lostBefore }, longestMs, refuseAfterMs);
  }

  abort(): void {
    this.#controller.abort();
  }
}
