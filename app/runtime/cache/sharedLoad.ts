import type { CachedValue } from "./freshness.ts";
import { shouldAbandon } from "./waitPolicy.ts";

/** The constraints of a load. They may change while it runs, because callers join it. */
export interface LoadContext {
  /** Aborts when the load is abandoned, because its result is no longer needed. */
  readonly signal: AbortSignal;
  /** Returns how many milliseconds the last caller still waits; negative afterwards. */
  readonly remainingMs: () => number;
  /** Returns whether any caller has no cached value to fall back on. A load that is not required may continue without callers. */
  readonly required: () => boolean;
  /** Returns whether INIT is the only caller so far. The first invocation joins the load, so it need not end with INIT. */
  readonly duringInit: () => boolean;
  /** Whether INIT was the first caller. */
  readonly startedDuringInit: boolean;
}

/** A source of values for the cache, which is notified of the outcome of its load. */
export interface Loader<T> {
  /**
   * Loads a value.
   *
   * @param previous the value in memory, if there is one
   */
  load(previous: T | undefined, context: LoadContext): Promise<T>;
  /** Called once the loaded value is in memory. */
  onLoaded(result: CachedValue<T>): void;
  /**
   * Called when the load fails or is late. A late load may still finish, and then calls `onLoaded` or `onFailed` again.
   *
   * @param fallback the value that can be served instead
   * @param isLate whether the load continues
   */
  onFailed(error: unknown, fallback: CachedValue<T> | undefined, isLate: boolean): void;
}

/** The arguments of a SharedLoad. */
export interface SharedLoadArgs<T> {
  readonly loader: Loader<T>;
  /** The number of loads that were abandoned in a row before this one. */
  readonly abandonedBefore: number;
  /** The cache's clock, in milliseconds. */
  readonly nowMs: () => number;
}

/** A load in flight and the callers that wait for it. */
export class SharedLoad<T> {
  readonly loader: Loader<T>;
  /** The start of the load, on the cache's clock. */
  readonly startedAtMs: number;
  /** Whether the loader was notified that the load failed or is late. */
  reported = false;
  readonly #nowMs: () => number;
  readonly #controller = new AbortController();
  readonly #abandonedBefore: number;
  readonly #wait: WaitTime;
  #required = false;
  #duringInit = false;

  constructor({ loader, abandonedBefore, nowMs }: SharedLoadArgs<T>) {
    this.loader = loader;
    this.startedAtMs = nowMs();
    this.#nowMs = nowMs;
    this.#abandonedBefore = abandonedBefore;
    this.#wait = new WaitTime(this.startedAtMs);
  }

  /** Calls the loader and returns its promise. */
  start(previous: T | undefined): Promise<T> {
    return this.loader.load(previous, {
      signal: this.#controller.signal,
      remainingMs: () => this.#wait.remainingMs(this.#nowMs()),
      required: () => this.#required,
      duringInit: () => this.#duringInit,
      startedDuringInit: this.#duringInit,
    });
  }

  /**
   * Adds a caller that waits at most `timeoutMs`.
   *
   * @param required whether the caller has no cached value to fall back on
   */
  join(required: boolean, timeoutMs: number): void {
    this.#wait.addCaller(this.#nowMs(), timeoutMs);
    this.#required ||= required;
    this.#duringInit = false;
  }

  /** Adds INIT, which waits at most `timeoutMs` and has no cached value to fall back on. */
  joinFromInit(timeoutMs: number): void {
    this.#wait.addInit(this.#nowMs(), timeoutMs);
    this.#required = true;
    this.#duringInit = true;
  }

  /** The time since the start of the load. */
  get ageMs(): number {
    return this.#nowMs() - this.startedAtMs;
  }

  /** The time that invocations waited for the load; concurrent ones count once. */
  get waitedMs(): number {
    return this.#wait.totalMs(this.#nowMs());
  }

  /**
   * Returns whether a caller abandons the load instead of joining it.
   *
   * @param required whether the caller has no cached value to fall back on
   * @param longestMs the longest successful load
   * @param expireAfterMs the age at which a snapshot expires
   */
  shouldAbandon(required: boolean, longestMs: number, expireAfterMs: number): boolean {
    const idleMs = -this.#wait.remainingMs(this.#nowMs());
    if (idleMs < 0) return false; // a caller still waits
    // A caller without a fallback cannot afford a load that may never finish.
    const abandonedBefore = required ? 0 : this.#abandonedBefore;
    const { ageMs, waitedMs } = this;
    return shouldAbandon({ ageMs, waitedMs, idleMs, abandonedBefore }, longestMs, expireAfterMs);
  }

  /** Aborts the signal of the load's context. */
  abort(): void {
    this.#controller.abort();
  }
}

/**
 * The time that invocations wait for a load; concurrent ones count once. An execution environment may be frozen between
 * invocations, so any other time says little about how long a load takes. Neither does INIT, which has a full CPU.
 */
class WaitTime {
  #earlierMs = 0;
  #sinceMs: number;
  #untilMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#untilMs = nowMs;
  }

  addCaller(nowMs: number, timeoutMs: number): void {
    if (nowMs >= this.#untilMs) {
      this.#earlierMs = this.totalMs(nowMs);
      this.#sinceMs = nowMs;
    }
    this.#untilMs = Math.max(this.#untilMs, nowMs + timeoutMs);
  }

  /** Adds INIT as a caller whose time does not count. */
  addInit(nowMs: number, timeoutMs: number): void {
    this.#sinceMs = nowMs + timeoutMs;
    this.#untilMs = this.#sinceMs;
  }

  /** Returns how long the last caller still waits; negative afterwards. */
  remainingMs(nowMs: number): number {
    return this.#untilMs - nowMs;
  }

  totalMs(nowMs: number): number {
    return this.#earlierMs + Math.max(0, Math.min(nowMs, this.#untilMs) - this.#sinceMs);
  }
}
