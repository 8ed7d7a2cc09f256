import { expect } from "chai";
import { Cache } from "../../../../app/runtime/cache/cache.ts";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import { FakeLoader } from "../../support/fakeLoader.ts";
import { FakeTime } from "../../support/fakeTime.ts";

const BUDGET_MS = 9000;

/** Creates a cache whose INIT has begun. */
function setUp(budgetMs = BUDGET_MS) {
  const time = new FakeTime();
  const loader = new FakeLoader<string>();
  const { nowMs, startTimer } = time;
  const limits = { refreshAfterMs: 10_000, expireAfterMs: 40_000 };
  const cache = new Cache<string>({ limits, nowMs, startTimer, random: () => 0 });
  const get = async (remainingMs: number) => cache.get(loader, () => remainingMs);
  return { time, loader, get, initialized: cache.initialize(loader, budgetMs) };
}

describe("Cache.initialize", () => {
  it("loads the value that the first caller finds in memory, with an age since the start of the load", async () => {
    const { time, loader, get, initialized } = setUp();
    await time.pass(200);
    loader.nth(0).resolve("one");
    await initialized;
    expect(loader.outcomes).to.deep.equal([["loaded", { value: "one", state: "miss", ageMs: 200 }]]);
    time.freeze(9800);
    expect(await get(1000)).to.deep.equal({ value: "one", state: "hit", ageMs: 10_000 });
    expect(loader.loads).to.have.length(1);
    expect(time.timers).to.equal(0);
  });

  it("tells the load that it is required, that only INIT waits, and how long", async () => {
    const { time, loader, get } = setUp();
    await time.pass(1000);
    const { duringInit, remainingMs, required } = loader.nth(0).context;
    expect([required(), duringInit(), remainingMs()]).to.deep.equal([true, true, BUDGET_MS - 1000]);
    await time.pass(BUDGET_MS - 1000);
    void get(4500).catch(() => undefined);
    expect([required(), duringInit(), remainingMs()]).to.deep.equal([true, false, 4500]);
  });

  it("resolves if the load fails, and the first caller starts another", async () => {
    const { loader, get, initialized } = setUp();
    const failure = new ConfigurationError("down");
    loader.nth(0).reject(failure);
    await initialized;
    expect(loader.outcomes).to.deep.equal([["failed", failure, undefined]]);
    const first = get(1000);
    loader.nth(1).resolve("two");
    expect(await first).to.include({ value: "two", state: "miss" });
  });

  it("resolves if the load is late, and the first callers join it, although INIT waited longer than invocations may", async () => {
    const { time, loader, get, initialized } = setUp();
    await time.pass(BUDGET_MS);
    await initialized;
    expect(time.timers).to.equal(0);
    const [[outcome, error] = []] = loader.outcomes;
    expect([outcome, (error as Error).message]).to.deep.equal([
      "failed",
      "The configuration did not load within 9.0 s, the time that INIT had left. The load continues, and the first " +
        "invocation waits for it. If this happens often, check the function's network, and what setUp does.",
    ]);
    const callers = [get(4500), get(4500)];
    expect(loader.nth(0).context.remainingMs()).to.equal(4500);
    await time.pass(4499);
    loader.nth(0).resolve("late");
    for (const caller of callers) expect(await caller).to.deep.equal({ value: "late", state: "miss", ageMs: 13_499 });
    expect(loader.loads).to.have.length(1);
  });

  it("counts a late load as failed after the invocations, without INIT, have waited for 5 s", async () => {
    const { time, loader, get, initialized } = setUp();
    await time.pass(BUDGET_MS);
    await initialized;
    for (const [waitMs, loads] of [[4999, 1] as const, [1, 1] as const, [1, 2] as const]) {
      void get(waitMs).catch(() => undefined);
      await time.pass(waitMs);
      expect(loader.loads).to.have.length(loads);
    }
  });

  it("abandons a late load if the environment was frozen for more than 1 s before the first caller", async () => {
    const { time, loader, get, initialized } = setUp();
    await time.pass(BUDGET_MS);
    await initialized;
    time.freeze(1001);
    const first = get(1000);
    expect(loader.nth(0).context.signal.aborted).to.equal(true);
    loader.nth(1).resolve("two");
    expect(await first).to.include({ value: "two", state: "miss" });
  });

  it("does not count its load as the longest, so that a refresh waits for at most 1 s", async () => {
    const { time, loader, get, initialized } = setUp();
    await time.pass(8000);
    loader.nth(0).resolve("one");
    await initialized;
    time.freeze(2001);
    const refreshed = get(4500);
    await time.pass(999);
    expect(time.timers).to.equal(1);
    await time.pass(1);
    expect(await refreshed).to.include({ value: "one", state: "stale" });
  });

  it("starts no load if INIT has no time left", async () => {
    const { loader, initialized } = setUp(0);
    await initialized;
    expect(loader.loads).to.have.length(0);
  });
});
