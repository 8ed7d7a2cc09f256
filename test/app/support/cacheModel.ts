import type { Freshness } from "../../../app/runtime/cache/freshness.ts";
import type { LoadTerms } from "../../../app/runtime/cache/sharedLoad.ts";
import type { Cached } from "../../../app/runtime/cache/snapshot.ts";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";

/** A snapshot of two pages: which write each one is of. A load may go on over a write, so the two may differ. */
export interface Pair {
  readonly left: number;
  readonly right: number;
}

export interface ModelLoad {
  readonly beganMs: number;
  readonly terms: LoadTerms;
  /** How many loads before it were abandoned, one after the other. */
  readonly lostBefore: number;
  /** Page by page. */
  readonly read: number[];
  /** From when to when each invocation means to wait for it. */
  readonly waits: { readonly fromMs: number; readonly untilMs: number }[];
  /** Since when there is always somebody who waits for it. */
  awaitedSinceMs: number;
  /** What it gave, made of that. */
  value?: Pair;
  ended: boolean;
  /** Whether one of those who wait for it can be served nothing else. */
  needed: boolean;
  /** What its loader was told. */
  late: boolean;
  failed: boolean;
}

export interface ModelInvocation {
  /** How long it may wait. */
  readonly boundMs: number;
  /** On the clock of timers. */
  readonly deadlineMs: number;
  /** Whether nothing in memory can be served, or not long enough to wait for a refresh. */
  readonly needs: boolean;
  /** What it waits for. */
  load?: ModelLoad;
  /** Whether it begins a load, if it waits for one. */
  readonly begins: boolean;
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
  #longestMs = 0;
  #lost = 0;
  #good: ModelLoad | undefined;
  #failures = 0;
  #retryAtMs = 0;
  #current: ModelLoad | undefined;
  #inFlight: ModelLoad[] = [];
  #waiting: ModelInvocation[] = [];
  /** The invocation that the cache is taking in. */
  #beginning: ModelInvocation | undefined;
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

  /** A number is drawn: Parameter Store is left alone for a while. */
  draw(random: number): number {
    this.noting(() => {
      const load = this.#current;
      if (load === undefined) throw new Error("broken: only what concerns a load makes the cache back off");
      const late = this.#beginning === undefined && !load.ended;
      must(!late || this.#isBackOffDue(load), "joined loads are no failures at once");
    });
    this.#failures++;
    const limitMs = Math.min(60_000, 1000 * 2 ** this.#failures);
    this.#retryAtMs = this.#elapsedMs + 1000 + random * (limitMs - 1000);
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
    const waitMs = Math.min(timeLeftMs, this.#waitMs());
    const needs = !(this.#ageMs() + waitMs <= this.#refuseAfterMs);
    const boundMs = Math.max(0, needs ? timeLeftMs : waitMs);
    const deadlineMs = this.#thawedMs + boundMs;
    const begins = this.#current === undefined || this.#isLost(this.#current, needs);
    const excuse = this.#excuse(timeLeftMs);
    const invocation = { boundMs, deadlineMs, needs, begins, excuse, ended: false };
    this.#waiting.push(invocation);
    this.#beginning = invocation;
    return invocation;
  }

  /** The cache has taken the invocation in: either it has served it from memory, or it waits. */
  began(invocation: ModelInvocation): void {
    this.#beginning = undefined;
    if (invocation.excuse !== undefined) {
      must(invocation.load === undefined, "no load begins that the schedule does not allow");
      return;
    }
    const load = this.#current;
    if (load === undefined) throw new Error("broken: a load is there to wait for");
    must((invocation.load === load) === invocation.begins, "a load in flight is joined unless it is lost");
    invocation.load = load;
    if (this.#elapsedMs >= awaitedUntilMs(load)) load.awaitedSinceMs = this.#elapsedMs;
    load.waits.push({ fromMs: this.#elapsedMs, untilMs: this.#elapsedMs + invocation.boundMs });
    load.needed ||= invocation.needs;
    must(load.terms.needed() === load.needed, "a load knows whether it is needed");
    must(near(load.terms.timeLeftMs(), awaitedUntilMs(load) - this.#elapsedMs), "a load knows how long it is awaited");
  }

  loadBegan(invocation: ModelInvocation, previous: Pair | undefined, terms: LoadTerms): ModelLoad {
    this.#inFlight = this.#inFlight.filter(({ ended, terms: { signal } }) => !ended && !signal.aborted);
    must(this.#inFlight.length === 0, "one load is in flight at the most");
    must(previous === this.#good?.value, "a load is handed the newest good snapshot");
    must(invocation.load === undefined, "an invocation begins one load at the most");
    const lostBefore = this.#lost;
    const told = { late: false, failed: false, needed: false, ended: false };
    const [beganMs, awaitedSinceMs] = [this.#elapsedMs, this.#elapsedMs];
    const load: ModelLoad = { beganMs, awaitedSinceMs, terms, lostBefore, read: [], waits: [], ...told };
    terms.signal.addEventListener("abort", () => {
      this.noting(() => {
        must(this.#beginning?.begins === true, "a load is abandoned by who begins another one");
        must(this.#elapsedMs >= awaitedUntilMs(load), "a load is abandoned only when nobody waits for it");
        must(load.late, "a load that is abandoned has been told of");
      });
      this.#lost++;
    });
    this.#inFlight.push(load);
    this.#current = load;
    invocation.load = load;
    return load;
  }

  loaded(load: ModelLoad | undefined, { value, state, ageMs }: Cached<Pair>): void {
    if (load === undefined) throw new Error("broken: a load ends after it began");
    must(!load.terms.signal.aborted && load === this.#current, "an abandoned load counts no more");
    must(value === load.value, "a load gives what it gave");
    must(state === (this.#good === undefined ? "miss" : "refreshed"), "the first load is a miss, later ones refresh");
    this.#good = load;
    must(near(ageMs, this.#ageMs()), "an age counts from the start of the load");
    this.#current = undefined;
    this.#longestMs = Math.max(this.#longestMs, this.#waitedMs(load));
    this.#failures = 0;
    this.#retryAtMs = 0;
    this.#lost = 0;
  }

  failed(load: ModelLoad | undefined, error: unknown, instead: Cached<Pair> | undefined): void {
    if (load === undefined) throw new Error("broken: a load fails after it began");
    must(error instanceof ConfigurationError, "a failure is told with its reason");
    must(load === this.#current && !load.terms.signal.aborted, "nothing is told of an abandoned load");
    if (load.ended) {
      must(!load.failed, "a failure is told once");
      must(this.#retryAtMs > this.#elapsedMs, "a failure makes the cache back off");
      load.failed = true;
      this.#current = undefined;
    } else {
      must(!load.late, "it is told once that a load is late");
      load.late = true;
    }
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
      const sinceMs = this.#elapsedMs - load.awaitedSinceMs;
      must(ageMs <= Math.max(this.#refuseAfterMs, 5000) + sinceMs, "only waiting makes a value too old to be served");
      return;
    }
    this.#waitedInVain(load);
    must(ageMs <= this.#refuseAfterMs, "nothing is served that is too old");
    must(state === (ageMs > this.#refreshAfterMs ? "stale" : "hit"), "the state tells whether the TTL has passed");
    must(atOnce === (excuse === "fresh"), "a hit, and it alone, is served at once");
    must(state === "hit" || load !== undefined || excuse !== undefined, "a stale snapshot is served for a reason");
  }

  refused(invocation: ModelInvocation, error: unknown): void {
    invocation.ended = true;
    must(error instanceof ConfigurationError, "an invocation fails with a ConfigurationError");
    this.#waitedInVain(invocation.load);
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

  /** How long an invocation waits for a refresh. */
  #waitMs(): number {
    return Math.max(1000, 2 * this.#longestMs);
  }

  /** How long they wait for one load together before it counts as a failure. */
  #lateAfterMs(): number {
    return Math.max(5000, this.#waitMs());
  }

  #isBackOffDue(load: ModelLoad): boolean {
    return this.#failures > 0 || this.#waitedMs(load) >= this.#lateAfterMs();
  }

  #isLost(load: ModelLoad, needs: boolean): boolean {
    const idleMs = this.#elapsedMs - awaitedUntilMs(load);
    if (idleMs < 0) return false;
    const waitedMs = this.#waitedMs(load);
    if (this.#elapsedMs - load.beganMs > Math.max(this.#refuseAfterMs, 5000)) return true;
    const lostBefore = needs ? 0 : load.lostBefore;
    if (lostBefore === 0 && idleMs > this.#waitMs()) return true;
    return waitedMs >= this.#lateAfterMs() * 2 ** lostBefore;
  }

  /** Time that two of them wait for it counts once. */
  #waitedMs({ waits }: ModelLoad): number {
    let [totalMs, endMs] = [0, -Infinity];
    for (const { fromMs, untilMs } of waits) {
      const untilNowMs = Math.min(untilMs, this.#elapsedMs);
      totalMs += Math.max(0, untilNowMs - Math.max(fromMs, endMs));
      endMs = Math.max(endMs, untilNowMs);
    }
    return totalMs;
  }

  #waitedInVain(load: ModelLoad | undefined): void {
    if (load === undefined) return;
    must(load.late || load.failed, "who waited in vain has been told of");
    const inFlight = load === this.#current && this.#elapsedMs >= awaitedUntilMs(load);
    must(!inFlight || !this.#isBackOffDue(load) || this.#retryAtMs > this.#elapsedMs, "who is late for long backs off");
  }
}

const awaitedUntilMs = ({ waits }: ModelLoad): number => Math.max(...waits.map(({ untilMs }) => untilMs));

/** Assertion libraries take longer than all the rest. */
function must(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`broken: ${promise}`);
}

/** Wall clock times are too large for exact fractions of a millisecond. */
const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.01;
