import { ConfigurationError } from "../../../app/errors.ts";
import type { Freshness } from "../../../app/freshness.ts";
import type { Cached } from "../../../app/snapshot.ts";

/** A snapshot of two pages: which write each one is of. A load may go on over a write, so the two may differ. */
export interface Pair {
  readonly left: number;
  readonly right: number;
}

export interface ModelLoad {
  readonly beganMs: number;
  readonly signal: AbortSignal;
  /** Page by page. */
  readonly read: number[];
  /** What it gave, made of that. */
  value?: Pair;
  ended: boolean;
  /** When the last of those who wait for it gives up. */
  awaitedUntilMs: number;
  /** How many began to wait since its failure was last told. */
  waiting: number;
}

export interface ModelInvocation {
  readonly timeLeftMs: number;
  /** On the clock of timers. */
  readonly deadlineMs: number;
  /** What it waits for. */
  load?: ModelLoad;
  /** Why it must not begin or await a load; undefined where it must. */
  readonly excuse: "fresh" | "backing off" | "no time" | undefined;
  ended: boolean;
}

/** What the cache promises, written down apart from it; what breaks a promise is thrown. */
export class CacheModel {
  readonly #refreshAfterMs: number;
  readonly #refuseAfterMs: number;
  #lastMs: number | undefined;
  #elapsedMs = 0;
  #thawedMs = 0;
  #drawn = 0;
  #good: ModelLoad | undefined;
  #failures = 0;
  #retryAtMs = 0;
  #current: ModelLoad | undefined;
  #inFlight: ModelLoad[] = [];
  #waiting: ModelInvocation[] = [];
  #broken: unknown;

  constructor({ ttlSeconds, maxStaleSeconds }: Freshness, jitter: number) {
    this.#refreshAfterMs = ttlSeconds === 0 ? Infinity : ttlSeconds * 1000 * (0.9 + 0.2 * jitter);
    this.#refuseAfterMs = this.#refreshAfterMs + maxStaleSeconds * 1000;
  }

  /** The clock is read: time counts where it went on. */
  read(wallMs: number): number {
    this.#elapsedMs += Math.max(0, wallMs - (this.#lastMs ?? wallMs));
    this.#lastMs = wallMs;
    return wallMs;
  }

  draw(random: number): number {
    this.#drawn = random;
    return random;
  }

  /** What is wrong inside the cache's own work is thrown after the step. */
  noting(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  begin(timeLeftMs: number, wallMs: number): ModelInvocation {
    this.read(wallMs);
    const deadlineMs = this.#thawedMs + Math.max(0, timeLeftMs);
    const invocation = { timeLeftMs, deadlineMs, excuse: this.#excuse(timeLeftMs), ended: false };
    this.#waiting.push(invocation);
    return invocation;
  }

  /** The cache has taken the invocation in: either it has served it from memory, or it waits. */
  began(invocation: ModelInvocation): void {
    if (invocation.excuse !== undefined) {
      must(invocation.load === undefined, "no load begins that the schedule does not allow");
      return;
    }
    const load = this.#current;
    if (load === undefined) throw new Error("broken: a load is there to wait for");
    const orphanedNow = this.#elapsedMs >= load.awaitedUntilMs && this.#elapsedMs - load.beganMs > 5000;
    must(invocation.load === load || !orphanedNow, "an old load that nobody waits for is abandoned");
    invocation.load = load;
    load.waiting++;
    load.awaitedUntilMs = Math.max(load.awaitedUntilMs, this.#elapsedMs + invocation.timeLeftMs);
  }

  loadBegan(invocation: ModelInvocation, previous: Pair | undefined, signal: AbortSignal): ModelLoad {
    this.#inFlight = this.#inFlight.filter(({ ended, signal: { aborted } }) => !ended && !aborted);
    must(this.#inFlight.length === 0, "one load is in flight at the most");
    must(previous === this.#good?.value, "a load is handed the newest good snapshot");
    must(invocation.load === undefined, "an invocation begins one load at the most");
    const nowMs = this.#elapsedMs;
    const load = { beganMs: nowMs, signal, read: [], ended: false, awaitedUntilMs: nowMs, waiting: 0 };
    signal.addEventListener("abort", () => {
      this.noting(() => {
        must(this.#elapsedMs - load.beganMs > 5000, "a load is abandoned after 5 s only");
        must(this.#elapsedMs >= load.awaitedUntilMs, "a load is abandoned only when nobody waits for it");
      });
    });
    this.#inFlight.push(load);
    this.#current = load;
    invocation.load = load;
    return load;
  }

  loaded(load: ModelLoad | undefined, { value, state, ageMs }: Cached<Pair>): void {
    if (load === undefined) throw new Error("broken: a load ends after it began");
    must(!load.signal.aborted && load === this.#current, "an abandoned load counts no more");
    must(value === load.value, "a load gives what it gave");
    must(state === (this.#good === undefined ? "miss" : "refreshed"), "the first load is a miss, later ones refresh");
    this.#good = load;
    must(near(ageMs, this.#ageMs()), "an age counts from the start of the load");
    this.#current = undefined;
    this.#failures = 0;
    this.#retryAtMs = 0;
  }

  failed(load: ModelLoad | undefined, error: unknown, instead: Cached<Pair> | undefined): void {
    if (load === undefined) throw new Error("broken: a load fails after it began");
    must(error instanceof ConfigurationError, "a failure is told with its reason");
    must(load.waiting > 0, "a failure is told once to those who wait for it");
    load.waiting = 0;
    if (load.ended && this.#current === load) this.#current = undefined;
    this.#failures++;
    const limitMs = Math.min(60_000, 1000 * 2 ** this.#failures);
    this.#retryAtMs = this.#elapsedMs + 1000 + this.#drawn * (limitMs - 1000);
    const servable = this.#ageMs() <= this.#refuseAfterMs;
    must(instead?.value === (servable ? this.#good?.value : undefined), "it is told what is served instead");
  }

  served(invocation: ModelInvocation, { value, state, ageMs }: Cached<Pair>, atOnce: boolean): void {
    invocation.ended = true;
    const { load, excuse } = invocation;
    must(value === this.#good?.value, "the newest good snapshot is served");
    const [left, right] = this.#good?.read ?? [];
    must(value.left === left && value.right === right, "a snapshot is of one load, and is as that load gave it");
    must(ageMs >= 0 && near(ageMs, this.#ageMs()), "an age counts from the start of the load and is never negative");
    if (load?.value === value) {
      must(state === "miss" || state === "refreshed", "who waited for a load that came is told so");
      return;
    }
    must(load === undefined || load.waiting === 0, "who waited in vain has been told of");
    must(ageMs <= this.#refuseAfterMs, "nothing is served that is too old");
    must(state === (ageMs > this.#refreshAfterMs ? "stale" : "hit"), "the state tells whether the TTL has passed");
    must(atOnce === (excuse === "fresh"), "a hit, and it alone, is served at once");
    must(state === "hit" || load !== undefined || excuse !== undefined, "a stale snapshot is served for a reason");
  }

  refused(invocation: ModelInvocation, error: unknown): void {
    invocation.ended = true;
    must(error instanceof ConfigurationError, "an invocation fails with a ConfigurationError");
    must(invocation.load === undefined || invocation.load.waiting === 0, "who waited in vain has been told of");
    if (this.#good === undefined) return;
    must(this.#ageMs() > this.#refuseAfterMs, "a good snapshot is served as long as it may be");
    const { cause } = error as Error;
    must(invocation.excuse === "no time" || cause instanceof ConfigurationError, "the failure carries its cause");
  }

  checkAfterStep(thawedMs: number): void {
    this.#thawedMs += thawedMs;
    if (this.#broken !== undefined) throw this.#broken as Error;
    if (this.#current?.ended) this.#current = undefined;
    this.#waiting = this.#waiting.filter(({ ended }) => !ended);
    for (const { deadlineMs, load } of this.#waiting) {
      must(deadlineMs > this.#thawedMs, "no invocation waits longer than its time left");
      must(load?.ended !== true, "no invocation waits for a load that has ended");
    }
  }

  checkRecovered(): void {
    must(this.#waiting.length === 0, "every invocation ends");
    must(this.#ageMs() <= this.#refreshAfterMs, "a good load makes the snapshot fresh again");
  }

  /** NaN without a snapshot, so that no comparison with it holds. */
  #ageMs(): number {
    return this.#elapsedMs - (this.#good?.beganMs ?? NaN);
  }

  #excuse(timeLeftMs: number): ModelInvocation["excuse"] {
    if (this.#ageMs() <= this.#refreshAfterMs) return "fresh";
    if (this.#ageMs() <= this.#refuseAfterMs && this.#elapsedMs < this.#retryAtMs) return "backing off";
    return timeLeftMs <= 0 ? "no time" : undefined;
  }
}

/** Assertion libraries take longer than all the rest. */
function must(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`broken: ${promise}`);
}

/** Wall clock times are too large for exact fractions of a millisecond. */
const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.01;
