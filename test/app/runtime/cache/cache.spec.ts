import { expect } from "chai";
import { Cache } from "../../../../app/runtime/cache/cache.ts";
import type { Cached } from "../../../../app/runtime/cache/snapshot.ts";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeLoader } from "../../support/fakeLoader.ts";
import { FakeTime, settled } from "../../support/fakeTime.ts";

const LIMITS = { refreshAfterMs: 10_000, refuseAfterMs: 40_000 };

function setUp<T = string>(limits = LIMITS) {
  const time = new FakeTime();
  const loader = new FakeLoader<T>();
  const { nowMs, startTimer } = time;
  const cache = new Cache<T>({ limits, nowMs, startTimer, random: () => 0.5 });
  const get = async (timeLeftMs = Infinity): Promise<Cached<T>> => cache.get(loader, () => timeLeftMs);
  /** A cache with a value in it, this old. */
  const filled = async (value: T, ageMs: number) => {
    const first = get();
    loader.nth(0).resolve(value);
    await first;
    time.freeze(ageMs);
  };
  return { time, loader, get, filled };
}

describe("Cache", () => {
  it("waits for the first load, and has its value at once from then on: a miss, then hits", async () => {
    const { time, loader, get } = setUp();
    const first = get();
    await time.pass(300);
    loader.nth(0).resolve("one");
    expect(await first).to.deep.equal({ value: "one", state: "miss", ageMs: 300 });
    time.freeze(9700);
    expect(await get()).to.deep.equal({ value: "one", state: "hit", ageMs: 10_000 });
    expect(loader.loads).to.have.length(1);
  });

  it("asks a hit neither for a load nor for its time left", async () => {
    const { time, loader, filled } = setUp();
    await filled("one", 0);
    const { nowMs, startTimer } = time;
    const cache = new Cache<string>({ limits: LIMITS, nowMs, startTimer, random: () => 0.5 });
    const first = cache.get(loader, () => 1000);
    loader.nth(1).resolve("two");
    await first;
    const never = () => {
      throw new Error("asked");
    };
    expect(cache.get(loader, never)).to.deep.equal({ value: "two", state: "hit", ageMs: 0 });
    expect(time.timers).to.equal(0);
  });

  it("waits for one refresh past the limit, and hands it what was there", async () => {
    const { loader, get, filled } = setUp();
    await filled("one", 10_001);
    const second = get();
    expect(loader.nth(1).previous).to.equal("one");
    loader.nth(1).resolve("two");
    expect(await second).to.deep.equal({ value: "two", state: "refreshed", ageMs: 0 });
    expect((await get()).state).to.equal("hit");
  });

  it("shares one load between concurrent callers, and tells of it once", async () => {
    for (const [ageMs, state] of [[undefined, "miss"] as const, [10_001, "refreshed"] as const]) {
      const { loader, get, filled } = setUp();
      if (ageMs !== undefined) await filled("old", ageMs);
      const { length } = loader.loads;
      const callers = [get(), get(1000), get()];
      loader.nth(length).resolve("new");
      expect(await Promise.all(callers)).to.deep.equal(Array(3).fill({ value: "new", state, ageMs: 0 }));
      expect(loader.loads).to.have.length(length + 1);
      expect(loader.told.at(-1)).to.deep.equal(["loaded", { value: "new", state, ageMs: 0 }]);
      expect(loader.told).to.have.length(length + 1);
    }
  });

  it("tells a load how long somebody waits for it, and whether anything else can be served", async () => {
    const { time, loader, get } = setUp();
    const first = get(1000);
    const { terms } = loader.nth(0);
    expect([terms.needed(), terms.timeLeftMs()]).to.deep.equal([true, 1000]);
    await time.pass(400);
    expect(terms.timeLeftMs()).to.equal(600);
    void get(2000);
    expect(terms.timeLeftMs()).to.equal(2000);
    time.freeze(3000);
    expect(terms.timeLeftMs()).to.equal(-1000);
    loader.nth(0).resolve("one");
    await first;

    const other = setUp();
    await other.filled("one", 38_500);
    const refresh = other.get();
    expect([other.loader.nth(1).terms.needed(), other.loader.nth(1).terms.timeLeftMs()]).to.deep.equal([false, 1000]);
    other.time.freeze(1501);
    const tooOld = other.get();
    expect(other.loader.nth(1).terms.needed()).to.be.true;
    other.loader.nth(1).resolve("two");
    await Promise.all([refresh, tooOld]);
  });

  it("gives the failure of the first load to all who wait for it, and loads again at once for the next", async () => {
    const { loader, get } = setUp();
    const failure = new Error("down");
    const callers = [get(), get()];
    loader.nth(0).reject(failure);
    const outcomes = await Promise.allSettled(callers);
    expect(outcomes).to.deep.equal(Array(2).fill({ status: "rejected", reason: failure }));
    expect(loader.told).to.deep.equal([["failed", failure, undefined]]);
    const next = get();
    loader.nth(1).resolve("up");
    expect(await next).to.deep.equal({ value: "up", state: "miss", ageMs: 0 });
  });

  it("serves the old value when a refresh fails, and leaves the source alone for a time that grows", async () => {
    const { time, loader, get, filled } = setUp();
    await filled("one", 10_001);
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
    expect(loader.told[1]?.slice(2)).to.deep.equal([stale]);
    const caller = get();
    loader.nth(4).resolve("two");
    expect(await caller).to.include({ value: "two", state: "refreshed" });
  });

  it("begins again with a short pause when a refresh fails after a good one", async () => {
    const { time, loader, get, filled } = setUp();
    await filled("one", 10_001);
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

  it("fails with the cause once the value is too old, and tries again at each call", async () => {
    const { loader, get, filled } = setUp();
    await filled("one", 40_001);
    const failure = new ConfigurationError("cannot load");
    for (const index of [1, 2]) {
      const caller = get();
      loader.nth(index).reject(failure);
      const error = await configurationErrorOf(caller);
      expect(error.message).to.equal(
        "The configuration in memory is 40.0 s old, 40.0 s are allowed by CACHE_TTL_SECONDS and " +
          "CACHE_MAX_STALE_SECONDS, and it cannot be refreshed: cannot load",
      );
      expect(error.cause).to.equal(failure);
    }
    const caller = get();
    loader.nth(3).resolve("two");
    expect(await caller).to.include({ value: "two", state: "refreshed" });
  });

  it("keeps what may quote a value out of the failure", async () => {
    for (const [thrown, name] of [
      [new RangeError("quoted"), "RangeError"] as const,
      ["quoted", "unknown error"] as const,
    ]) {
      const { loader, get, filled } = setUp();
      await filled("one", 40_001);
      const caller = get();
      loader.nth(1).reject(thrown as Error);
      const error = await configurationErrorOf(caller);
      expect(error.message).to.match(new RegExp(`refreshed: ${name}$`));
      expect(error.cause).to.equal(undefined);
    }
  });

  it("keeps undefined, null and 0 as values like any other", async () => {
    for (const value of [undefined, null, 0]) {
      const { get, filled } = setUp<unknown>();
      await filled(value, 0);
      expect(await get()).to.deep.equal({ value, state: "hit", ageMs: 0 });
    }
  });

  it("never expires without limits", async () => {
    const { get, filled } = setUp({ refreshAfterMs: Infinity, refuseAfterMs: Infinity });
    await filled("one", 1e9);
    expect(await get()).to.deep.equal({ value: "one", state: "hit", ageMs: 1e9 });
  });

  it("serves what it has waited for, however long that took", async () => {
    const { time, loader, get } = setUp();
    const first = get();
    await time.pass(50_000);
    loader.nth(0).resolve("slow");
    expect(await first).to.deep.equal({ value: "slow", state: "miss", ageMs: 50_000 });
    await settled();
    expect(loader.told).to.have.length(1);
  });
});
