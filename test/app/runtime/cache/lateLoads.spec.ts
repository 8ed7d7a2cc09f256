import { expect } from "chai";
import { Cache } from "../../../../app/runtime/cache/cache.ts";
import type { CachedValue } from "../../../../app/runtime/cache/freshness.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeLoader } from "../../support/fakeLoader.ts";
import { FakeTime, settled } from "../../support/fakeTime.ts";

function setUp() {
  const time = new FakeTime();
  const loader = new FakeLoader<string>();
  const { nowMs, startTimer } = time;
  const limits = { refreshAfterMs: 10_000, expireAfterMs: 40_000 };
  const cache = new Cache<string>({ limits, nowMs, startTimer, random: () => 0 });
  const get = async (remainingMs: number): Promise<CachedValue<string>> => cache.get(loader, () => remainingMs);
  const fill = async (value: string, ageMs: number) => {
    const first = get(1000);
    loader.nth(0).resolve(value);
    await first;
    time.freeze(ageMs);
  };
  return { time, loader, get, fill };
}

describe("Cache with a caller that has little time", () => {
  it("fails when the first load takes longer than the remaining time", async () => {
    const { time, get } = setUp();
    const caller = configurationErrorOf(get(4500));
    await time.pass(4499);
    expect(time.timers).to.equal(1);
    await time.pass(1);
    expect((await caller).message).to.match(
      /^The configuration did not load within 4\.5 s, .* raise the function's timeout\.$/,
    );
  });

  it("serves the stale value when a refresh takes longer than the remaining time", async () => {
    const { time, loader, get, fill } = setUp();
    await fill("one", 10_001);
    const callers = [get(800), get(800)];
    await time.pass(800);
    for (const caller of callers) expect(await caller).to.include({ value: "one", state: "stale", ageMs: 10_801 });
    expect(loader.outcomes.map(([what]) => what)).to.deep.equal(["loaded", "failed"]);
  });

  it("starts no load when no time remains: it serves the stale value, or fails", async () => {
    const empty = setUp();
    expect((await configurationErrorOf(empty.get(0))).message).to.include("remaining time is too short");
    const { loader, get, fill } = setUp();
    await fill("one", 10_001);
    expect(await get(-1)).to.include({ value: "one", state: "stale" });
    expect([empty.loader.loads.length, loader.loads.length]).to.deep.equal([0, 1]);
  });

  it("stops the timer when the load finishes in time", async () => {
    const { time, loader, get } = setUp();
    const caller = get(4500);
    loader.nth(0).resolve("one");
    await caller;
    expect(time.timers).to.equal(0);
  });
});

describe("Cache with a slow refresh", () => {
  /** Sets up a value that is due for a refresh and whose load took `firstLoadMs`. */
  async function setUpDue(firstLoadMs: number) {
    const harness = setUp();
    const first = harness.get(30_000);
    await harness.time.pass(firstLoadMs);
    harness.loader.nth(0).resolve("one");
    await first;
    harness.time.freeze(10_001);
    return harness;
  }

  it("serves the stale value after 1 s, or after twice the longest load if that is longer", async () => {
    for (const [firstLoadMs, waitMs] of [[0, 1000] as const, [500, 1000] as const, [3000, 6000] as const]) {
      const { time, loader, get } = await setUpDue(firstLoadMs);
      const caller = get(29_500);
      await time.pass(waitMs - 1);
      expect(time.timers).to.equal(1);
      await time.pass(1);
      expect(await caller).to.include({ value: "one", state: "stale" });
      const [what, error] = loader.outcomes.at(-1) ?? [];
      expect(what).to.equal("failed");
      expect(String(error)).to.include(
        `The refresh did not finish within ${waitMs / 1000}.0 s, so the configuration in memory`,
      );
    }
  });

  it("lets the next callers join a slow refresh, even after a short freeze, and reports it late once", async () => {
    const { time, loader, get } = await setUpDue(0);
    for (const frozenMs of [0, 1000]) {
      const caller = get(29_500);
      await time.pass(1000);
      expect(await caller).to.include({ value: "one", state: "stale" });
      time.freeze(frozenMs);
    }
    const caller = get(29_500);
    loader.nth(1).resolve("two");
    expect(await caller).to.include({ value: "two", state: "refreshed" });
    expect(loader.outcomes.map(([what]) => what)).to.deep.equal(["loaded", "failed", "loaded"]);
  });

  it("backs off when callers have waited 5 s for a refresh, and then replaces it", async () => {
    const { time, loader, get } = await setUpDue(0);
    const wait = async () => {
      const caller = get(29_500);
      await time.pass(1000);
      expect(await caller).to.include({ value: "one", state: "stale" });
    };
    for (let turn = 0; turn < 5; turn++) await wait();
    expect(await get(29_500)).to.include({ state: "stale" });
    expect([loader.loads.length, time.timers]).to.deep.equal([2, 0]);
    // Without jitter, the backoff takes 1 s.
    time.freeze(1000);
    await wait();
    expect([loader.loads.length, loader.nth(1).context.signal.aborted]).to.deep.equal([3, true]);
  });

  it("backs off and reports the error when a refresh fails after its callers stopped waiting", async () => {
    const { time, loader, get } = await setUpDue(0);
    const caller = get(29_500);
    await time.pass(1000);
    await caller;
    const failure = new Error("down");
    loader.nth(1).reject(failure);
    await settled();
    expect(loader.outcomes.slice(2).map(([what, error]) => [what, error])).to.deep.equal([["failed", failure]]);
    expect(await get(29_500)).to.include({ value: "one", state: "stale" });
    expect(loader.loads).to.have.length(2);
  });

  it("waits for the whole remaining time when the value would expire during the wait", async () => {
    const { time, loader, get } = await setUpDue(0);
    time.freeze(29_500);
    const caller = get(20_000);
    await time.pass(15_000);
    loader.nth(1).resolve("two");
    expect(await caller).to.include({ value: "two", state: "refreshed", ageMs: 15_000 });
  });

  it("abandons a load whose result would already have expired", async () => {
    const { time, loader, get } = await setUpDue(0);
    const joined = [];
    // Idle time does not abandon the second load, because it replaced another.
    for (const frozenMs of [6000, 15_000, 24_001]) {
      const caller = get(900);
      await Promise.all([time.pass(900), caller.catch(() => undefined)]);
      joined.push(loader.loads.length);
      time.freeze(frozenMs);
    }
    const caller = get(900);
    loader.nth(loader.loads.length - 1).resolve("late");
    expect(await caller).to.include({ ageMs: 0 });
    expect(joined).to.deep.equal([2, 3, 3]);
    expect(loader.loads).to.have.length(4);
  });
});

describe("Cache with an idle load", () => {
  /** Sets up a first load whose caller stopped waiting before the environment was frozen. */
  async function setUpIdle(frozenMs: number) {
    const harness = setUp();
    const caller = configurationErrorOf(harness.get(1000));
    await harness.time.pass(1000);
    await caller;
    harness.time.freeze(frozenMs);
    return harness;
  }

  it("joins a load that was idle for 1 s", async () => {
    const { loader, get } = await setUpIdle(1000);
    const caller = get(1000);
    loader.nth(0).resolve("late");
    expect(await caller).to.deep.equal({ value: "late", state: "miss", ageMs: 2000 });
    expect(loader.loads).to.have.length(1);
  });

  it("keeps the value of an idle load that ends between two calls", async () => {
    const { loader, get } = await setUpIdle(1000);
    loader.nth(0).resolve("late");
    await settled();
    expect(await get(1000)).to.deep.equal({ value: "late", state: "hit", ageMs: 2000 });
  });

  it("abandons a load that was idle for more than 1 s, and ignores its late value", async () => {
    const { loader, get } = await setUpIdle(1001);
    const caller = get(1000);
    expect(loader.loads).to.have.length(2);
    expect(loader.nth(0).context.signal.aborted).to.be.true;
    loader.nth(1).resolve("new");
    expect(await caller).to.include({ value: "new", state: "miss" });
    loader.nth(0).resolve("late");
    await settled();
    expect(await get(1000)).to.include({ value: "new", state: "hit" });
    expect(loader.outcomes.map(([what]) => what)).to.deep.equal(["failed", "loaded"]);
  });

  it("keeps the newer load in flight when the abandoned load fails", async () => {
    const { loader, get } = await setUpIdle(1001);
    const callers = [get(1000)];
    loader.nth(0).reject(new Error("aborted"));
    await settled();
    callers.push(get(1000));
    loader.nth(1).resolve("new");
    for (const caller of callers) expect(await caller).to.include({ value: "new" });
    expect(loader.loads).to.have.length(2);
  });

  it("does not abandon a load that a concurrent caller still waits for", async () => {
    const { time, loader, get } = setUp();
    const callers = [get(20_000)];
    await time.pass(4000);
    // Stops waiting before the first caller does.
    await configurationErrorOf(Promise.all([get(1000), time.pass(1000)]));
    await time.pass(1000);
    callers.push(get(1000));
    loader.nth(0).resolve("one");
    for (const caller of callers) expect(await caller).to.include({ value: "one", state: "miss" });
    expect(loader.loads).to.have.length(1);
  });

  it("reports a load as failed when its caller's timer never fired because the environment was frozen", async () => {
    const { time, loader, get, fill } = setUp();
    await fill("one", 10_001);
    const frozen = get(4000);
    time.freeze(2001);
    const caller = get(1000);
    expect(loader.outcomes.at(-1)?.[1]).to.match(/Abandoned a configuration load after 2\.0 s/);
    loader.nth(2).resolve("two");
    expect(await caller).to.include({ value: "two", state: "refreshed" });
    loader.nth(1).reject(new Error("aborted"));
    expect(await frozen).to.include({ value: "two", state: "hit" });
    expect(loader.outcomes.map(([what]) => what)).to.deep.equal(["loaded", "failed", "loaded"]);
  });
});
