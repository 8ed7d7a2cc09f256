import type { CachedValue, Freshness } from "../../../app/runtime/cache/freshness.ts";
import type { LoadContext } from "../../../app/runtime/cache/sharedLoad.ts";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { CacheSchedule } from "./cacheSchedule.ts";
import type { ScheduledLoad } from "./cacheSchedule.ts";

/** A snapshot of two pages, each with the number of its write. They may differ, because a write may come between them. */
export interface Pair {
  readonly left: number;
  readonly right: number;
}

/** A load as the model sees it. */
export interface ModelLoad extends ScheduledLoad {
  readonly context: LoadContext;
  /** The writes of the pages that were read so far. */
  readonly read: number[];
  /** Since when at least one invocation waits for it. */
  awaitedSinceMs: number;
  /** The value that it resolved to. */
  value?: Pair;
  ended: boolean;
  /** Whether an invocation that waits for it has no snapshot to fall back on. */
  required: boolean;
  reportedLate: boolean;
  reportedFailed: boolean;
}

/** An invocation as the model sees it. */
export interface ModelInvocation {
  /** How long it may wait. */
  readonly timeoutMs: number;
  /** When it must end, on the clock of timers. */
  readonly deadlineMs: number;
  /** Whether no snapshot can be served, or not for as long as it waits for a refresh. */
  readonly required: boolean;
  /** The load that it waits for. */
  load?: ModelLoad;
  /** Whether it starts a load, if it waits for one. */
  readonly startsLoad: boolean;
  /** Why it must not start or await a load; undefined if it must. */
  readonly skipReason: "fresh" | "backing off" | "no time" | undefined;
  /** Whether it is INIT, which comes before all invocations. */
  readonly isInit: boolean;
  ended: boolean;
}

/** The promises of the cache, written independently of its code. A broken promise throws. */
export class CacheModel {
  readonly #schedule: CacheSchedule;
  /** The clock of timers, which stops while the environment is frozen. */
  #runningMs = 0;
  #good: ModelLoad | undefined;
  #current: ModelLoad | undefined;
  #inFlight: ModelLoad[] = [];
  #waiting: ModelInvocation[] = [];
  /** The invocation whose call of the cache has not returned yet. */
  #calling: ModelInvocation | undefined;
  #broken: unknown;

  constructor(freshness: Freshness, jitter: number) {
    this.#schedule = new CacheSchedule(freshness, jitter);
  }

  /** Records that the cache reads the wall clock. */
  readClock(wallMs: number): number {
    this.#schedule.readClock(wallMs);
    return wallMs;
  }

  /** Records that the cache draws a random number, which means that it backs off. */
  draw(random: number): number {
    this.defer(() => {
      const load = this.#current;
      if (load === undefined) throw new Error("broken: the cache backs off only because of a load");
      const late = this.#calling === undefined && !load.ended;
      must(!late || this.#schedule.isBackOffDue(load), "a late load is not a failure before it is overdue");
    });
    this.#schedule.recordFailure(random);
    return random;
  }

  /** Runs a check inside a call from the cache. Its error is thrown after the step, so that the cache does not catch it. */
  defer(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  /** Records that an invocation calls the cache. */
  invoke(remainingMs: number, wallMs: number, isInit = false): ModelInvocation {
    this.readClock(wallMs);
    const waitMs = Math.min(remainingMs, this.#schedule.refreshWaitMs);
    const required = !this.#schedule.isServable(waitMs);
    const timeoutMs = Math.max(0, required ? remainingMs : waitMs);
    const deadlineMs = this.#runningMs + timeoutMs;
    const startsLoad = this.#current === undefined || this.#schedule.shouldAbandon(this.#current, required);
    const skipReason = this.#skipReason(remainingMs);
    const invocation = { timeoutMs, deadlineMs, required, startsLoad, skipReason, isInit, ended: false };
    this.#waiting.push(invocation);
    this.#calling = invocation;
    return invocation;
  }

  /** Records that the call of the cache returned: the invocation is served from memory, or it waits. */
  returned(invocation: ModelInvocation): void {
    this.#calling = undefined;
    if (invocation.skipReason !== undefined) {
      must(invocation.load === undefined, "no load starts that the schedule does not allow");
      return;
    }
    const load = this.#current;
    if (load === undefined) throw new Error("broken: an invocation that waits has a load to wait for");
    must((invocation.load === load) === invocation.startsLoad, "a load in flight is joined unless it is abandoned");
    invocation.load = load;
    const nowMs = this.#schedule.elapsedMs;
    if (!this.#isAwaited(load)) load.awaitedSinceMs = nowMs;
    load.waits.push({ fromMs: nowMs, untilMs: nowMs + invocation.timeoutMs, counts: !invocation.isInit });
    load.required ||= invocation.required;
    must(load.context.required() === load.required, "a load knows whether it is required");
    must(
      load.context.duringInit() === load.waits.every(({ counts }) => !counts),
      "a load knows whether only INIT waits",
    );
    must(load.context.startedDuringInit === !load.waits[0]?.counts, "a load knows whether INIT started it");
    must(near(load.context.remainingMs(), this.#schedule.remainingMs(load)), "a load knows how long it is awaited");
  }

  loadStarted(invocation: ModelInvocation, previous: Pair | undefined, context: LoadContext): ModelLoad {
    this.#inFlight = this.#inFlight.filter((other) => !other.ended && !other.context.signal.aborted);
    must(this.#inFlight.length === 0, "at most one load is in flight");
    must(previous === this.#good?.value, "a load receives the newest good snapshot");
    must(invocation.load === undefined, "an invocation starts at most one load");
    const [startedAtMs, awaitedSinceMs] = [this.#schedule.elapsedMs, this.#schedule.elapsedMs];
    const times = { startedAtMs, awaitedSinceMs, abandonedBefore: this.#schedule.abandoned };
    const flags = { reportedLate: false, reportedFailed: false, required: false, ended: false };
    const load: ModelLoad = { ...times, ...flags, context, read: [], waits: [] };
    context.signal.addEventListener("abort", () => {
      this.defer(() => {
        must(this.#calling?.startsLoad === true, "only an invocation that starts another load abandons one");
        must(!this.#isAwaited(load), "a load is abandoned only when no invocation waits for it");
        must(load.reportedLate, "an abandoned load was reported");
      });
      this.#schedule.recordAbandoned();
    });
    this.#inFlight.push(load);
    this.#current = load;
    invocation.load = load;
    return load;
  }

  loaded(load: ModelLoad | undefined, { value, state, ageMs }: CachedValue<Pair>): void {
    if (load === undefined) throw new Error("broken: a load ends after it started");
    must(!load.context.signal.aborted && load === this.#current, "an abandoned load does not count");
    must(value === load.value, "the cache reports the value of the load");
    must(state === (this.#good === undefined ? "miss" : "refreshed"), "the first load is a miss, later ones refresh");
    this.#good = load;
    this.#current = undefined;
    this.#schedule.recordSuccess(load);
    must(near(ageMs, this.#schedule.ageMs), "an age counts from the start of the load");
  }

  failed(load: ModelLoad | undefined, error: unknown, fallback: CachedValue<Pair> | undefined, isLate: boolean): void {
    if (load === undefined) throw new Error("broken: a load fails after it started");
    must(!(isLate && load.ended), "a load that has ended is not late");
    must(error instanceof ConfigurationError, "a failure is reported with its reason");
    must(load === this.#current && !load.context.signal.aborted, "an abandoned load is not reported again");
    if (load.ended) {
      must(!load.reportedFailed, "a failure is reported once");
      must(this.#schedule.isBackingOff, "a failure makes the cache back off");
      load.reportedFailed = true;
      this.#current = undefined;
    } else {
      must(!load.reportedLate, "a late load is reported once");
      load.reportedLate = true;
    }
    const expected = this.#schedule.isServable() ? this.#good?.value : undefined;
    must(fallback?.value === expected, "a failure is reported with the value that is served instead");
  }

  served(invocation: ModelInvocation, { value, state, ageMs }: CachedValue<Pair>, immediately: boolean): void {
    invocation.ended = true;
    const { load, skipReason } = invocation;
    const { refreshAfterMs, expireAfterMs, elapsedMs } = this.#schedule;
    must(value === this.#good?.value, "the newest good snapshot is served");
    const [left, right] = this.#good?.read ?? [];
    must(value.left === left && value.right === right, "a snapshot is the unchanged result of one load");
    must(
      ageMs >= 0 && near(ageMs, this.#schedule.ageMs),
      "an age counts from the start of the load and is not negative",
    );
    if (load?.value === value) {
      must(state === "miss" || state === "refreshed", "the state shows that the invocation waited for the load");
      const sinceMs = elapsedMs - load.awaitedSinceMs;
      must(
        ageMs <= Math.max(expireAfterMs, 5000) + sinceMs,
        "an expired value is served only to those who waited for it",
      );
      return;
    }
    this.#checkVainWait(load);
    must(ageMs <= expireAfterMs, "no expired snapshot is served");
    must(state === (ageMs > refreshAfterMs ? "stale" : "hit"), "the state shows whether the TTL has passed");
    must(immediately === (skipReason === "fresh"), "only a hit is served immediately");
    must(state === "hit" || load !== undefined || skipReason !== undefined, "a stale snapshot is served for a reason");
  }

  /** Records that INIT ended: the configuration is in memory, or the failure or delay of the load was reported. */
  initialized(invocation: ModelInvocation): void {
    invocation.ended = true;
    if (this.#good === undefined) this.#checkVainWait(invocation.load);
  }

  rejected(invocation: ModelInvocation, error: unknown): void {
    invocation.ended = true;
    must(error instanceof ConfigurationError, "an invocation fails with a ConfigurationError");
    this.#checkVainWait(invocation.load);
    if (this.#good === undefined) return;
    must(!this.#schedule.isServable(), "a good snapshot is served until it expires");
    const { cause } = error as Error;
    must(invocation.skipReason === "no time" || cause instanceof ConfigurationError, "the failure has its cause");
  }

  /** @param runningMs the time of the step in which the environment was not frozen */
  checkAfterStep(runningMs: number): void {
    this.#runningMs += runningMs;
    if (this.#broken !== undefined) throw this.#broken as Error;
    if (this.#current?.ended) this.#current = undefined;
    this.#waiting = this.#waiting.filter(({ ended }) => !ended);
    for (const { deadlineMs, load } of this.#waiting) {
      must(deadlineMs > this.#runningMs, "no invocation waits longer than its remaining time");
      must(load?.ended !== true, "no invocation waits for a load that has ended");
    }
  }

  checkRecovered(): void {
    must(this.#waiting.length === 0, "every invocation ends");
    must(this.#schedule.isFresh, "a good load makes the snapshot fresh again");
  }

  #skipReason(remainingMs: number): ModelInvocation["skipReason"] {
    if (this.#schedule.isFresh) return "fresh";
    if (this.#schedule.isServable() && this.#schedule.isBackingOff) return "backing off";
    return remainingMs <= 0 ? "no time" : undefined;
  }

  #isAwaited(load: ModelLoad): boolean {
    return this.#schedule.remainingMs(load) > 0;
  }

  /** Checks the reports and the backoff after an invocation waited for a load without a result. */
  #checkVainWait(load: ModelLoad | undefined): void {
    if (load === undefined) return;
    must(load.reportedLate || load.reportedFailed, "a load without a result was reported");
    const idle = load === this.#current && !this.#isAwaited(load);
    const due = idle && this.#schedule.isBackOffDue(load);
    must(!due || this.#schedule.isBackingOff, "an overdue load makes the cache back off");
  }
}

/** Throws unless the promise holds. Assertion libraries take longer than all the rest. */
function must(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`broken: ${promise}`);
}

/** Returns whether two times are equal. Wall clock times are too large for exact fractions of a millisecond. */
const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.01;
