import { expect } from "chai";
import { Cache } from "../../../../app/runtime/cache/cache.ts";
import type { CachedValue } from "../../../../app/runtime/cache/freshness.ts";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeLoader } from "../../support/fakeLoader.ts";
import { FakeTime, settled } from "../../support/fakeTime.ts";

const LIMITS = { refreshAfterMs: 10_000, expireAfterMs: 40_000 };

function setUp<T = string>(limits = LIMITS) {
  const time = new FakeTime();
  const loader = new FakeLoader<T>();
  const { nowMs, startTimer } = time;
  const cache = new Cache<T>({ limits, nowMs, startTimer, random: () => 0.5 });
  const get = async (remainingMs = Infinity): Promise<CachedValue<T>> => cache.get(loader, () => remainingMs);
  /** Loads a value and lets it reach an age. */
  const fill = async (value: T, ageMs: number) => {
    const first = get();
    loader.nth(0).resolve(value);
    await first;
    time.freeze(ageMs);
  };
  return { time, loader, get, fill };
}

describe("Cache", () => {
  it("waits for the first load (a miss), and then returns its value immediately (hits)", async () => {
    const { time, loader, get } = setUp();
    const first = get();
    await time.pass(300);
    loader.nth(0).resolve("one");
    expect(await first).to.deep.equal({ value: "one", state: "miss", ageMs: 300 });
    time.freeze(9700);
    expect(await get()).to.deep.equal({ value: "one", state: "hit", ageMs: 10_000 });
    expect(loader.loads).to.have.length(1);
  });

  it("reads neither the loader nor the remaining time on a hit", async () => {
    const { time, loader, fill } = setUp();
    await fill("one", 0);
    const { nowMs, startTimer } = time;
    const cache = new Cache<string>({ limits: LIMITS, nowMs, startTimer, random: () => 0.5 });
    const first = cache.get(loader, () => 1000);
    loader.nth(1).resolve("two");
    await first;
    const never = () => {
      throw new Error("remainingMs was called");
    };
    expect(cache.get(loader, never)).to.deep.equal({ value: "two", state: "hit", ageMs: 0 });
    expect(time.timers).to.equal(0);
  });

  it("waits for a refresh when the TTL has passed, and passes the previous value to the loader", async () => {
    const { loader, get, fill } = setUp();
    await fill("one", 10_001);
    const second = get();
    expect(loader.nth(1).previous).to.equal("one");
    loader.nth(1).resolve("two");
    expect(await second).to.deep.equal({ value: "two", state: "refreshed", ageMs: 0 });
    expect((await get()).state).to.equal("hit");
  });

  it("shares one load between concurrent callers, and reports it once", async () => {
    for (const [ageMs, state] of [[undefined, "miss"] as const, [10_001, "refreshed"] as const]) {
      const { loader, get, fill } = setUp();
      if (ageMs !== undefined) await fill("old", ageMs);
      const { length } = loader.loads;
      const callers = [get(), get(1000), get()];
      loader.nth(length).resolve("new");
      expect(await Promise.all(callers)).to.deep.equal(Array(3).fill({ value: "new", state, ageMs: 0 }));
      expect(loader.loads).to.have.length(length + 1);
      expect(loader.outcomes.at(-1)).to.deep.equal(["loaded", { value: "new", state, ageMs: 0 }]);
      expect(loader.outcomes).to.have.length(length + 1);
    }
  });

  it("passes a load the time that callers wait for it, and whether one of them has no fallback", async () => {
    const { time, loader, get } = setUp();
    const first = get(1000);
    const { context } = loader.nth(0);
    expect([context.required(), context.remainingMs()]).to.deep.equal([true, 1000]);
    await time.pass(400);
    expect(context.remainingMs()).to.equal(600);
    void get(2000);
    expect(context.remainingMs()).to.equal(2000);
    time.freeze(3000);
    expect(context.remainingMs()).to.equal(-1000);
    loader.nth(0).resolve("one");
    await first;

    const other = setUp();
    await other.fill("one", 38_500);
    const refresh = other.get();
    expect([other.loader.nth(1).context.required(), other.loader.nth(1).context.remainingMs()]).to.deep.equal([
      false,
      1000,
    ]);
    other.time.freeze(1501);
    const tooOld = other.get();
    expect(other.loader.nth(1).context.required()).to.be.true;
    other.loader.nth(1).resolve("two");
    await Promise.all([refresh, tooOld]);
  });

  it("rejects all callers when the first load fails, and loads again immediately for the next one", async () => {
    const { loader, get } = setUp();
    const failure = new Error("down");
    const callers = [get(), get()];
    loader.nth(0).reject(failure);
    const outcomes = await Promise.allSettled(callers);
    expect(outcomes).to.deep.equal(Array(2).fill({ status: "rejected", reason: failure }));
    expect(loader.outcomes).to.deep.equal([["failed", failure, undefined]]);
    const next = get();
    loader.nth(1).resolve("up");
    expect(await next).to.deep.equal({ value: "up", state: "miss", ageMs: 0 });
  });

  it("serves the stale value when a refresh fails, and backs off for increasing times", async () => {
    const { time, loader, get, fill } = setUp();
    await fill("one", 10_001);
    // Half of the way from 1 s to 2, 4 and 8 s.
    for (const [index, pauseMs] of [1500, 2500, 4500].entries()) {
      const caller = get();
      loader.nth(index + 1).reject(new Error("down"));
      expect(await caller).to.include({ value: "one", state: "stale" });
      time.freeze(pauseMs - 1);
      expect(await get()).to.include({ value: "one", state: "stale" });
      expect(loader.loads).to.have.length(index + 2);
      time.freeze(1);
    }
    const stale = { value: "one", state: "stale", ageMs: 10_001 };
    expect(loader.outcomes[1]?.slice(2)).to.deep.equal([stale]);
    const caller = get();
    loader.nth(4).resolve("two");
    expect(await caller).to.include({ value: "two", state: "refreshed" });
  });

  it("backs off from the shortest time again when a refresh fails after a successful one", async () => {
    const { time, loader, get, fill } = setUp();
    await fill("one", 10_001);
    const ends = [["down", 1500] as const, ["down", 2500] as const, ["up", 10_001] as const, ["down", 1500] as const];
    for (const [index, [end, pauseMs]] of ends.entries()) {
      const caller = get();
      const load = loader.nth(index + 1);
      if (end === "up") load.resolve("two");
      else load.reject(new Error(end));
      await caller;
      time.freeze(pauseMs);
    }
    const caller = get();
    loader.nth(5).resolve("three");
    expect(await caller).to.include({ value: "three", state: "refreshed" });
  });

  it("fails with the cause when the value has expired, and loads again on each call", async () => {
    const { loader, get, fill } = setUp();
    await fill("one", 40_001);
    const failure = new ConfigurationError("cannot load");
    for (const index of [1, 2]) {
      const caller = get();
      loader.nth(index).reject(failure);
      const error = await configurationErrorOf(caller);
      expect(error.message).to.equal(
        "The configuration in memory has expired. It is 40.0 s old, and CACHE_TTL_SECONDS and CACHE_MAX_STALE_SECONDS " +
          "allow at most 40.0 s. The refresh failed: cannot load",
      );
      expect(error.cause).to.equal(failure);
    }
    const caller = get();
    loader.nth(3).resolve("two");
    expect(await caller).to.include({ value: "two", state: "refreshed" });
  });

  it("omits a cause and a message that may quote a value from the error", async () => {
    for (const [thrown, name] of [
      [new RangeError("quoted"), "RangeError"] as const,
      ["quoted", "unknown error"] as const,
    ]) {
      const { loader, get, fill } = setUp();
      await fill("one", 40_001);
      const caller = get();
      loader.nth(1).reject(thrown as Error);
      const error = await configurationErrorOf(caller);
      expect(error.message).to.match(new RegExp(`The refresh failed: ${name}$`));
      expect(error.cause).to.equal(undefined);
    }
  });

  it("caches undefined, null and 0 like any other value", async () => {
    for (const value of [undefined, null, 0]) {
      const { get, fill } = setUp<unknown>();
      await fill(value, 0);
      expect(await get()).to.deep.equal({ value, state: "hit", ageMs: 0 });
    }
  });

  it("serves a value of any age when the limits are infinite", async () => {
    const { get, fill } = setUp({ refreshAfterMs: Infinity, expireAfterMs: Infinity });
    await fill("one", 1e9);
    expect(await get()).to.deep.equal({ value: "one", state: "hit", ageMs: 1e9 });
  });

  it("returns the value that a caller waited for, even if the load took longer than the limits allow", async () => {
    const { time, loader, get } = setUp();
    const first = get();
    await time.pass(50_000);
    loader.nth(0).resolve("slow");
    expect(await first).to.deep.equal({ value: "slow", state: "miss", ageMs: 50_000 });
    await settled();
    expect(loader.outcomes).to.have.length(1);
  });
});
