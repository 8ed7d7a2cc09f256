import { expect } from "chai";
import fc from "fast-check";
import type { ReadsByFunction } from "../../../../app/runtime/recycler/createRecycler.ts";
import { changeOf, RecyclerHarness } from "../../support/recyclerHarness.ts";

const BEGAN_MS = 1_800_000_000_000;
const PATH = "/dev/parameterStoreBlog";
const SECTIONS = ["appConfig", "appSecrets", "features"] as const;
const READS: ReadsByFunction = { viewer: "all", notifier: ["appConfig"], billing: ["appSecrets", "appConfig"] };

interface Change {
  readonly section: (typeof SECTIONS)[number];
  readonly atMs: number;
  /** When its event arrives; more than once if it is repeated. */
  readonly delaysMs: readonly number[];
}

interface ReaderRun {
  readonly name: string;
  /** When the changes that the function reads happened. */
  readonly changes: readonly number[];
  /** When its recyclings began. */
  readonly recyclings: readonly number[];
}

/** Sends the events of all changes, one at a time. Returns the changes and recyclings of each function. */
async function runReaders(changes: readonly Change[]): Promise<ReaderRun[]> {
  const harness = new RecyclerHarness(READS, BEGAN_MS);
  const { time } = harness;
  const events = changes
    .flatMap(({ delaysMs, ...change }) => delaysMs.map((delayMs) => ({ ...change, arrivesMs: change.atMs + delayMs })))
    .sort((one, other) => one.arrivesMs - other.arrivesMs);
  for (const { section, atMs, arrivesMs } of events) {
    time.freeze(Math.max(0, arrivesMs - time.wallMs));
    await harness.recycle(changeOf({ name: `${PATH}/${section}`, timeMs: atMs }));
    time.freeze(100);
  }
  return Object.entries(READS).map(([name, reads]) => ({
    name,
    changes: changes.filter(({ section }) => reads === "all" || reads.includes(section)).map(({ atMs }) => atMs),
    recyclings: harness.recyclings(name),
  }));
}

/** Generates changes within a time, whose events arrive late, in any order, and up to three times. */
const changesWithin = (ms: number, maxLength = 30): fc.Arbitrary<Change[]> =>
  fc.nat(5000).chain((beganMs) =>
    fc.array(
      fc.record({
        section: fc.constantFrom(...SECTIONS),
        atMs: fc.nat(ms).map((offsetMs) => BEGAN_MS + beganMs + offsetMs),
        delaysMs: fc.array(fc.oneof(fc.nat(1500), fc.nat(120_000)), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength },
    ),
  );

/** Checks a property of each function for many schedules of changes. */
const forEachReader = (changes: fc.Arbitrary<Change[]>, check: (run: ReaderRun) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(changes, async (schedule) => {
      for (const run of await runReaders(schedule)) check(run);
    }),
    { numRuns: 1000 },
  );

describe("recycleEnvironments with late, repeated and reordered events for several functions", () => {
  it("recycles a function at most twice for a burst of five seconds, and never if it reads none of the changes", async () => {
    await forEachReader(changesWithin(5000), ({ name, changes, recyclings }) => {
      expect(recyclings.length, name).to.be.within(Math.min(1, changes.length), changes.length === 0 ? 0 : 2);
    });
  });

  it("recycles a function once for one change, however often its event arrives", async () => {
    await forEachReader(changesWithin(5000, 1), ({ name, changes, recyclings }) => {
      expect(recyclings.length, name).to.equal(changes.length);
    });
  });

  it("recycles a function after the last change that it reads, and never twice within seven seconds", async () => {
    await forEachReader(changesWithin(60_000), ({ name, changes, recyclings }) => {
      expect(Math.max(...recyclings), name).to.be.at.least(Math.max(...changes));
      for (const [index, beganMs] of recyclings.slice(1).entries()) {
        expect(beganMs - (recyclings[index] ?? 0), name).to.be.at.least(7000);
      }
    });
  });
});
