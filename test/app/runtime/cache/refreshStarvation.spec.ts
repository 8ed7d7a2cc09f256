import { expect } from "chai";
import fc from "fast-check";
import { FrozenEnvironmentHarness } from "../../support/frozenEnvironmentHarness.ts";
import type { Source } from "../../support/frozenEnvironmentHarness.ts";

const RUNS = 1000;
const TIMEOUT_MS = 30_000;
const TTL_MS = 300_000;

/** From one invocation to the next, frozen: back to back, seconds, minutes, or a mixture. */
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

/** How long an invocation waits for a refresh. */
const waitMs = (longestMs: number) => Math.max(1000, 2 * longestMs);

/** An environment with a configuration that is due to be refreshed. */
async function dueHarness(first: readonly number[], { maxStaleMs: staleMs, workMs: work }: Setting) {
  const limits = { refreshAfterMs: TTL_MS, refuseAfterMs: TTL_MS + staleMs };
  const harness = new FrozenEnvironmentHarness(limits, { requestsMs: first, breaks: false });
  await harness.invoke(TIMEOUT_MS, work);
  await harness.freeze(TTL_MS + 1);
  return harness;
}

/** Invokes until the refresh has come; returns how many invocations waited for it. */
async function untilRefreshed(harness: FrozenEnvironmentHarness, { gapsMs, workMs: work }: Setting, boundMs: number) {
  const { loads } = harness;
  for (let [turn, waiting] = [0, 0]; ; turn++) {
    const seen = await harness.invoke(TIMEOUT_MS, work);
    expect(seen.ageMs, "nothing is served that is too old").to.be.at.most(harness.limits.refuseAfterMs + seen.heldMs);
    if (seen.heldMs > 0) waiting++;
    if (seen.value > loads) return waiting;
    expect(seen.heldMs).to.be.at.most(boundMs);
    if (waiting > 1000) throw new Error("the refresh never comes");
    await harness.freeze(gapsMs[turn % gapsMs.length] ?? 0);
  }
}

describe("a refresh, at any spacing of invocations", function () {
  this.timeout(120_000);
  this.slow(60_000);

  it("completes in the first invocation when it takes at most twice as long as the first load, or 1 s", async () => {
    const times = fc.integer({ min: 1, max: 10_000 }).chain((firstMs) =>
      fc.record({
        firstMs: fc.constant(firstMs),
        refreshMs: fc.integer({ min: 1, max: waitMs(firstMs) - 1 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(setting, times, fc.boolean(), async (theSetting, { firstMs, refreshMs }, breaks) => {
        const harness = await dueHarness([firstMs], theSetting);
        harness.source = { requestsMs: [refreshMs], breaks };
        const waiting = await untilRefreshed(harness, theSetting, waitMs(firstMs));
        expect(waiting).to.equal(1);
      }),
      { numRuns: RUNS },
    );
  });

  it("completes after a few invocations, however much longer it takes, if it goes on when the environment runs again", async () => {
    const times = fc.record({
      firstMs: fc.integer({ min: 1, max: 5000 }),
      refreshMs: fc.integer({ min: 1, max: 25_000 }),
    });
    await fc.assert(
      fc.asyncProperty(setting, times, async (theSetting, { firstMs, refreshMs }) => {
        const harness = await dueHarness([firstMs], theSetting);
        harness.source = { requestsMs: [refreshMs], breaks: false };
        const boundMs = waitMs(firstMs);
        const waiting = await untilRefreshed(harness, theSetting, boundMs);
        // Its own time, and that of the loads before it that were too short.
        expect(waiting).to.be.at.most(Math.ceil(refreshMs / boundMs) * 3 + 1);
      }),
      { numRuns: RUNS },
    );
  });

  it("completes after a few invocations when freezing breaks its connections, as only the broken request is made again", async () => {
    // Together they take less than what counts as a failure.
    const requests = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(setting, requests, async (theSetting, requestsMs) => {
        const harness = await dueHarness([10], theSetting);
        harness.source = { requestsMs, breaks: true };
        const waiting = await untilRefreshed(harness, theSetting, 1000);
        expect(waiting).to.be.at.most(2 * requestsMs.length);
      }),
      { numRuns: RUNS },
    );
  });

  it("completes after a silence at last, and is never in the way of invocations meanwhile", async () => {
    const silent: Source = { requestsMs: [Infinity], breaks: false };
    await fc.assert(
      fc.asyncProperty(setting, fc.integer({ min: 1, max: 40 }), async (theSetting, invocations) => {
        const harness = await dueHarness([10], { ...theSetting, maxStaleMs: 86_400_000 });
        harness.source = silent;
        let silentMs = 0;
        for (let turn = 0; turn < invocations; turn++) {
          const { heldMs, state } = await harness.invoke(TIMEOUT_MS, theSetting.workMs);
          expect([state, heldMs]).to.be.deep.oneOf([
            ["stale", 0],
            ["stale", 1000],
          ]);
          silentMs += heldMs;
          await harness.freeze(theSetting.gapsMs[turn % theSetting.gapsMs.length] ?? 0);
        }
        harness.source = { requestsMs: [10], breaks: false };
        const waiting = await untilRefreshed(harness, theSetting, 1000);
        expect(waiting * 1000).to.be.at.most(2 * silentMs + 6000);
      }),
      { numRuns: RUNS },
    );
  });
});
