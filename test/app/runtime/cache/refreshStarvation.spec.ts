import { expect } from "chai";
import fc from "fast-check";
import { FrozenEnvironmentHarness } from "../../support/frozenEnvironmentHarness.ts";
import type { Source } from "../../support/frozenEnvironmentHarness.ts";

const RUNS = 1000;
const TIMEOUT_MS = 30_000;
const TTL_MS = 300_000;

/** The frozen time between two invocations: none, seconds, minutes, or a mixture. */
const seconds = fc.integer({ min: 1, max: 10_000 });
const minutes = fc.integer({ min: 10_000, max: 600_000 });
const spacing = fc.oneof(
  fc.constant(fc.constant(0)),
  fc.constant(seconds),
  fc.constant(minutes),
  fc.constant(fc.oneof(fc.constant(0), seconds, minutes)),
);
const gaps = spacing.chain((gap) => fc.array(gap, { minLength: 1, maxLength: 10 }));

const maxStaleMs = fc.constantFrom(60_000, 3_600_000, 86_400_000);
const workMs = fc.constantFrom(100, 1000);

interface Setting {
  readonly gapsMs: readonly number[];
  readonly maxStaleMs: number;
  readonly workMs: number;
}

const setting: fc.Arbitrary<Setting> = fc.record({ gapsMs: gaps, maxStaleMs, workMs });

/** Returns how long an invocation waits for a refresh. */
const waitMs = (longestMs: number) => Math.max(1000, 2 * longestMs);

/** Creates an environment with a value that is due for a refresh. */
async function createDueHarness(first: readonly number[], { maxStaleMs: staleMs, workMs: work }: Setting) {
  const limits = { refreshAfterMs: TTL_MS, expireAfterMs: TTL_MS + staleMs };
  const harness = new FrozenEnvironmentHarness(limits, { requestsMs: first, breaks: false });
  await harness.invoke(TIMEOUT_MS, work);
  await harness.freeze(TTL_MS + 1);
  return harness;
}

/** Invokes until the refresh has finished. Returns how many invocations waited for it. */
async function countWaitsForRefresh(
  harness: FrozenEnvironmentHarness,
  { gapsMs, workMs: work }: Setting,
  maxWaitMs: number,
) {
  const { loads } = harness;
  for (let [turn, waiting] = [0, 0]; ; turn++) {
    const timed = await harness.invoke(TIMEOUT_MS, work);
    expect(timed.ageMs, "no expired value is served").to.be.at.most(harness.limits.expireAfterMs + timed.waitedMs);
    if (timed.waitedMs > 0) waiting++;
    if (timed.value > loads) return waiting;
    expect(timed.waitedMs).to.be.at.most(maxWaitMs);
    if (waiting > 1000) throw new Error("the refresh never finishes");
    await harness.freeze(gapsMs[turn % gapsMs.length] ?? 0);
  }
}

describe("refresh with any time between invocations", function () {
  this.timeout(120_000);
  this.slow(60_000);

  it("finishes a refresh in one invocation when it takes less than 1 s, or less than twice the first load", async () => {
    const times = fc.integer({ min: 1, max: 10_000 }).chain((firstMs) =>
      fc.record({
        firstMs: fc.constant(firstMs),
        refreshMs: fc.integer({ min: 1, max: waitMs(firstMs) - 1 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(setting, times, fc.boolean(), async (theSetting, { firstMs, refreshMs }, breaks) => {
        const harness = await createDueHarness([firstMs], theSetting);
        harness.source = { requestsMs: [refreshMs], breaks };
        const waiting = await countWaitsForRefresh(harness, theSetting, waitMs(firstMs));
        expect(waiting).to.equal(1);
      }),
      { numRuns: RUNS },
    );
  });

  it("finishes a refresh after a few invocations when it takes longer and continues after each freeze", async () => {
    const times = fc.record({
      firstMs: fc.integer({ min: 1, max: 5000 }),
      refreshMs: fc.integer({ min: 1, max: 25_000 }),
    });
    await fc.assert(
      fc.asyncProperty(setting, times, async (theSetting, { firstMs, refreshMs }) => {
        const harness = await createDueHarness([firstMs], theSetting);
        harness.source = { requestsMs: [refreshMs], breaks: false };
        const maxWaitMs = waitMs(firstMs);
        const waiting = await countWaitsForRefresh(harness, theSetting, maxWaitMs);
        // Its own time, and that of the abandoned loads before it.
        expect(waiting).to.be.at.most(Math.ceil(refreshMs / maxWaitMs) * 3 + 1);
      }),
      { numRuns: RUNS },
    );
  });

  it("finishes a refresh after a few invocations when each freeze breaks its connection and the request is retried", async () => {
    // In total they take less than 5 s, so the load is never overdue.
    const requests = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(setting, requests, async (theSetting, requestsMs) => {
        const harness = await createDueHarness([10], theSetting);
        harness.source = { requestsMs, breaks: true };
        const waiting = await countWaitsForRefresh(harness, theSetting, 1000);
        expect(waiting).to.be.at.most(2 * requestsMs.length);
      }),
      { numRuns: RUNS },
    );
  });

  it("finishes a refresh after an outage without responses, in which every invocation is served within 1 s", async () => {
    const silent: Source = { requestsMs: [Infinity], breaks: false };
    await fc.assert(
      fc.asyncProperty(setting, fc.integer({ min: 1, max: 40 }), async (theSetting, invocations) => {
        const harness = await createDueHarness([10], { ...theSetting, maxStaleMs: 86_400_000 });
        harness.source = silent;
        let outageMs = 0;
        for (let turn = 0; turn < invocations; turn++) {
          const { waitedMs, state } = await harness.invoke(TIMEOUT_MS, theSetting.workMs);
          expect([state, waitedMs]).to.be.deep.oneOf([
            ["stale", 0],
            ["stale", 1000],
          ]);
          outageMs += waitedMs;
          await harness.freeze(theSetting.gapsMs[turn % theSetting.gapsMs.length] ?? 0);
        }
        harness.source = { requestsMs: [10], breaks: false };
        const waiting = await countWaitsForRefresh(harness, theSetting, 1000);
        expect(waiting * 1000).to.be.at.most(2 * outageMs + 6000);
      }),
      { numRuns: RUNS },
    );
  });
});
