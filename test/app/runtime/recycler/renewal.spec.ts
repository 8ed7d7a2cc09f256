import { expect } from "chai";
import fc from "fast-check";
import { createRecycler } from "../../../../app/runtime/recycler/createRecycler.ts";
import { renewalDueInMs } from "../../../../app/runtime/recycler/renewal.ts";
import { fakeChangeEvent } from "../../../../tools/fakes/fakeChangeEvent.ts";
import { FakeLambda } from "../../support/fakeLambda.ts";

describe("renewalDueInMs", () => {
  it("is at once where no renewal is known", () => {
    expect(renewalDueInMs(1_000_000, -Infinity, 1_000_500)).to.equal(0);
  });

  it("is never where the last renewal began two seconds after the change, or later", () => {
    expect(renewalDueInMs(1_000_000, 1_002_000, 1_003_000)).to.equal(undefined);
    expect(renewalDueInMs(1_000_000, 1_001_999, 1_003_000)).not.to.equal(undefined);
  });

  it("is seven seconds after the last renewal at the earliest, when a burst of five is covered for sure", () => {
    expect(renewalDueInMs(1_001_000, 1_000_000, 1_003_000)).to.equal(4000);
    expect(renewalDueInMs(1_007_000, 1_000_000, 1_007_500)).to.equal(0);
  });

  it("takes a renewal in the future, which cannot be, for none", () => {
    expect(renewalDueInMs(1_000_000, 9_000_000_000, 1_000_500)).to.equal(0);
  });
});

interface Change {
  readonly atMs: number;
  /** When its event arrives, again and again. */
  readonly delaysMs: readonly number[];
}

const PATH = "/dev/parameterStoreBlog";

/** Hands over the events of all changes, one at a time, and gives when the renewals began. */
async function renewalsFor(changes: readonly Change[]): Promise<number[]> {
  const lambda = new FakeLambda({});
  let nowMs = 0;
  const refresh = createRecycler({
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
    await refresh(
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

/** Changes from one moment on, whose events come late, in any order, and up to three times. */
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

describe("events that come late, twice, in any order and in bursts", () => {
  it("cost a burst of five seconds two renewals at the most", async () => {
    await fc.assert(
      fc.asyncProperty(changesWithin(5000), async (changes) => {
        expect((await renewalsFor(changes)).length).to.be.within(1, 2);
      }),
      { numRuns: 1000 },
    );
  });

  it("always lead to a renewal after the last change, and never to two within seven seconds", async () => {
    await fc.assert(
      fc.asyncProperty(changesWithin(60_000), async (changes) => {
        const renewals = await renewalsFor(changes);
        expect(Math.max(...renewals)).to.be.at.least(Math.max(...changes.map(({ atMs }) => atMs)));
        for (const [index, beganMs] of renewals.slice(1).entries()) {
          expect(beganMs - (renewals[index] ?? 0)).to.be.at.least(7000);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
