import fc from "fast-check";
import { CacheHarness } from "../../support/cacheHarness.ts";
import type { Setting, Step } from "../../support/cacheHarness.ts";

const RUNS = 10_000;

/** `CACHE_SEED=… npx mocha test/app/runtime/cache/cacheProperties.spec.ts` reruns the histories of a seed. */
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

const remainingMs = fc.oneof(fc.integer({ min: -100, max: 1000 }), fc.integer({ min: 1000, max: 9000 }));

/** An event that is not an invocation. */
const event: fc.Arbitrary<Step> = fc.oneof(
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

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("invoke" as const), remainingMs }) },
  { weight: 12, arbitrary: event },
);

/** An INIT with a load. No invocation begins before it ends, but the environment may be frozen. */
const init: fc.Arbitrary<Step[]> = fc
  .tuple(remainingMs, fc.array(event, { maxLength: 4 }))
  .map(([ms, events]) => [{ kind: "initialize", remainingMs: ms }, ...events, { kind: "pass", ms: Math.max(1, ms) }]);

/** Consecutive invocations whose loads all fail. */
const outage: fc.Arbitrary<Step[]> = fc
  .array(fc.integer({ min: 500, max: 62_000 }), { minLength: 1, maxLength: 10 })
  .map((pauses) =>
    pauses.flatMap((pauseMs): Step[] => [
      { kind: "invoke", remainingMs: 1000 },
      { kind: "fail", load: 0 },
      { kind: "freeze", ms: pauseMs },
    ]),
  );

/** Consecutive invocations that wait for a load without a response: it is late, is joined and finally is abandoned. */
const silence: fc.Arbitrary<Step[]> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 0, max: 62_000 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((pauses) =>
    pauses.flatMap((pauseMs): Step[] => [
      { kind: "invoke", remainingMs: 30_000 },
      { kind: "pass", ms: 1000 },
      { kind: "freeze", ms: pauseMs },
    ]),
  );

const later: fc.Arbitrary<Step[]> = fc
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

/** Half of the environments load during INIT. */
const steps = fc.oneof(
  later,
  fc.tuple(init, later).map((parts) => parts.flat()),
);

describe("Cache in random sequences of events", function () {
  this.timeout(120_000);
  this.slow(60_000);

  it("returns only values within their limits, whatever invocations, freezes, clock steps and failures occur", async () => {
    await fc.assert(
      fc.asyncProperty(setting, steps, async (theSetting, theSteps) => {
        const harness = new CacheHarness(theSetting);
        for (const each of theSteps) await harness.apply(each);
        await harness.recover();
      }),
      { numRuns: RUNS, ...seed },
    );
  });
});
