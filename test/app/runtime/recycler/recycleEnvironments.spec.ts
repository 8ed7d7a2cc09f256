import { expect } from "chai";
import fc from "fast-check";
import { createRecycler } from "../../../../app/runtime/recycler/createRecycler.ts";
import { recycleDelayMs } from "../../../../app/runtime/recycler/recycleEnvironments.ts";
import { fakeChangeEvent } from "../../../../tools/fakes/fakeChangeEvent.ts";
import { FakeLambda } from "../../support/fakeLambda.ts";

describe("recycleDelayMs", () => {
  it("returns 0 if no earlier recycling is known", () => {
    expect(recycleDelayMs(1_000_000, -Infinity, 1_000_500)).to.equal(0);
  });

  it("returns undefined if the last recycling began at least two seconds after the change", () => {
    expect(recycleDelayMs(1_000_000, 1_002_000, 1_003_000)).to.equal(undefined);
    expect(recycleDelayMs(1_000_000, 1_001_999, 1_003_000)).not.to.equal(undefined);
  });

  it("waits until seven seconds after the last recycling, when a burst of five seconds is over", () => {
    expect(recycleDelayMs(1_001_000, 1_000_000, 1_003_000)).to.equal(4000);
    expect(recycleDelayMs(1_007_000, 1_000_000, 1_007_500)).to.equal(0);
  });

  it("ignores a last recycling in the future", () => {
    expect(recycleDelayMs(1_000_000, 9_000_000_000, 1_000_500)).to.equal(0);
  });
});

interface Change {
  readonly atMs: number;
  /** When its event arrives; more than once if it is repeated. */
  readonly delaysMs: readonly number[];
}

const PATH = "/dev/parameterStoreBlog";

/** Sends the events of all changes, one at a time. Returns when the recyclings began. */
async function recyclingsFor(changes: readonly Change[]): Promise<number[]> {
  const lambda = new FakeLambda({});
  let nowMs = 0;
  const recycle = createRecycler({
    lambda: lambda.client,
    functionName: "reader",
    path: PATH,
    log: () => undefined,
    wallClockMs: () => nowMs,
    random: () => 0.5,
    sleep: (ms) => Promise.resolve((nowMs += ms)),
  });
  const events = changes
    .flatMap(({ atMs, delaysMs }) => delaysMs.map((delayMs) => ({ atMs, arrivesMs: atMs + delayMs })))
    .sort((one, other) => one.arrivesMs - other.arrivesMs);
  for (const { atMs, arrivesMs } of events) {
    nowMs = Math.max(nowMs, arrivesMs);
    await recycle(
      fakeChangeEvent({
        name: `${PATH}/appConfig`,
        operation: "Update",
        region: "eu-west-1",
        accountId: "111122223333",
        timeMs: atMs,
      }),
    );
    nowMs += 100;
  }
  return lambda.written.map(({ RECYCLED_AT = "" }) => Date.parse(RECYCLED_AT));
}

/** Generates changes within a time, whose events arrive late, in any order, and up to three times. */
const changesWithin = (ms: number): fc.Arbitrary<Change[]> =>
  fc.nat(5000).chain((beganMs) =>
    fc.array(
      fc.record({
        atMs: fc.nat(ms).map((offsetMs) => 1_800_000_000_000 + beganMs + offsetMs),
        delaysMs: fc.array(fc.oneof(fc.nat(1500), fc.nat(120_000)), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 30 },
    ),
  );

describe("createRecycler with late, repeated and reordered events", () => {
  it("recycles at most twice for a burst of five seconds", async () => {
    await fc.assert(
      fc.asyncProperty(changesWithin(5000), async (changes) => {
        expect((await recyclingsFor(changes)).length).to.be.within(1, 2);
      }),
      { numRuns: 1000 },
    );
  });

  it("recycles after the last change, and never twice within seven seconds", async () => {
    await fc.assert(
      fc.asyncProperty(changesWithin(60_000), async (changes) => {
        const recyclings = await recyclingsFor(changes);
        expect(Math.max(...recyclings)).to.be.at.least(Math.max(...changes.map(({ atMs }) => atMs)));
        for (const [index, beganMs] of recyclings.slice(1).entries()) {
          expect(beganMs - (recyclings[index] ?? 0)).to.be.at.least(7000);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
