import fc from "fast-check";
import { CacheHarness } from "../../support/cacheHarness.ts";
import type { Setting, Step } from "../../support/cacheHarness.ts";

const RUNS = 10_000;

/** `CACHE_SEED=… npx mocha test/app/cacheProperties.spec.ts` runs again what failed with that seed. */
const seed = process.env["CACHE_SEED"] === undefined ? {} : { seed: Number(process.env["CACHE_SEED"]) };

const random = fc.double({ min: 0, max: 1, noNaN: true });

const setting: fc.Arbitrary<Setting> = fc.record({
  ttlSeconds: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 10 }) },
  ),
  maxStaleSeconds: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(3600)),
  randoms: fc.array(random, { minLength: 1, maxLength: 4 }),
});

const ms = fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 15_000 }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("invoke" as const),
      timeLeftMs: fc.oneof(fc.integer({ min: -100, max: 1000 }), fc.integer({ min: 1000, max: 9000 })),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("page" as const), load: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("fail" as const), load: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("pass" as const, "freeze" as const), ms }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("setClock" as const),
      ms: fc.integer({ min: -100_000, max: 20_000 }),
    }),
  },
);

/** Invocations one after the other, none of which gets an answer. */
const outage: fc.Arbitrary<Step[]> = fc
  .array(fc.integer({ min: 500, max: 62_000 }), { minLength: 1, maxLength: 10 })
  .map((pauses) =>
    pauses.flatMap((pauseMs): Step[] => [
      { kind: "invoke", timeLeftMs: 1000 },
      { kind: "fail", load: 0 },
      { kind: "freeze", ms: pauseMs },
    ]),
  );

/** The same, and each waits until it gives up: the load is late, is joined and is abandoned at last. */
const silence: fc.Arbitrary<Step[]> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 0, max: 62_000 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((pauses) =>
    pauses.flatMap((pauseMs): Step[] => [
      { kind: "invoke", timeLeftMs: 30_000 },
      { kind: "pass", ms: 1000 },
      { kind: "freeze", ms: pauseMs },
    ]),
  );

const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 40, arbitrary: step.map((one) => [one]) },
      { weight: 1, arbitrary: outage },
      { weight: 1, arbitrary: silence },
    ),
    {
      maxLength: 40,
      size: "max",
    },
  )
  .map((parts) => parts.flat());

describe("Cache, whatever happens to its environment", function () {
  this.timeout(120_000);
  this.slow(60_000);

  it("keeps its promises over invocations, freezes, clock steps, and slow, partial and failing loads", async () => {
    await fc.assert(
      fc.asyncProperty(setting, steps, async (theSetting, theSteps) => {
        const harness = new CacheHarness(theSetting);
        for (const each of theSteps) await harness.take(each);
        await harness.recover();
      }),
      { numRuns: RUNS, ...seed },
    );
  });
});
