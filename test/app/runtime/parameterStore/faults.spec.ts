import "../../support/quietTracing.ts";
import { inspect } from "node:util";
import type { Parameter } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import fc from "fast-check";
import { ConfigurationError } from "../../../../app/runtime/configuration/errors.ts";
import type { HandlerResponse } from "../../../../app/runtime/createHandler.ts";
import { snapshotVersion } from "../../../../app/runtime/parameterStore/snapshotVersion.ts";
import type { Fault } from "../../../../tools/fakes/faultyStore.ts";
import { SsmServer } from "../../../../tools/fakes/ssmServer.ts";
import { expectNoCanary } from "../../support/canary.ts";
import { withEnvironment } from "../../support/environment.ts";
import { FaultyStoreHarness } from "../../support/faultyStoreHarness.ts";
import type { RequestFate } from "../../support/faultyStoreHarness.ts";

/** `FAULT_SEED=… npx mocha test/app/faults.spec.ts` takes others. */
const seed = Number(process.env["FAULT_SEED"] ?? 20);
const RUNS = 100;

const FAULTS: readonly Fault[] = [
  "throttled",
  "serverError",
  "unavailable",
  "reset",
  "truncated",
  "malformed",
  "withoutList",
  "sameToken",
];

const fate: fc.Arbitrary<RequestFate> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ pageSize: fc.constantFrom(0, 1, 4, 10) }) },
  { weight: 4, arbitrary: fc.constantFrom(...FAULTS) },
  { weight: 1, arbitrary: fc.constant("slow" as const) },
);

const invocation = fc.record({
  /** From one invocation to the next: back-off, a refresh, too old. */
  pauseMs: fc.constantFrom(0, 2000, 60_000, 300_001, 4_000_000),
  /** Until the next one: whoever is late in the shorter time is joined by it, and is abandoned after the longer. */
  timeoutMs: fc.constantFrom(2000, 5000),
  /** A late answer comes before this invocation, or while it goes on. */
  lateBefore: fc.boolean(),
  fates: fc.oneof(
    fc.array(fate, { maxLength: 8 }),
    // It goes on beyond the invocation's time.
    fate.map((one) => Array<RequestFate>(30).fill(one)),
  ),
});

/** What is served of parameters. */
const sections = (parameters: readonly Parameter[]): HandlerResponse["sections"] =>
  Object.fromEntries(
    parameters.map(({ Name = "", Type, Value = "" }) => [
      Name.slice("/dev/app/".length),
      Type === "String"
        ? (JSON.parse(Value) as { generation: number })
        : { generation: "********", password: "********" },
    ]),
  );

describe("the function, whatever Parameter Store and the network do", function () {
  this.timeout(120_000);
  this.slow(60_000);

  let server: SsmServer;

  withEnvironment({
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL_SSM: undefined,
  });

  beforeEach(async () => {
    server = new SsmServer(() => ({ body: {} }));
    process.env["AWS_ENDPOINT_URL_SSM"] = await server.start();
  });

  afterEach(() => {
    server.stop();
  });

  // Parameter Store has no transactions: a load that goes on over a write is given pages of both generations, and cannot
  // tell. What is promised is that all that is served was given to one load, and to the last to begin of those that came
  // to their end.
  it("serves what one load was given, whole, or fails with a ConfigurationError, and shows no secret", async () => {
    const seen = { served: 0, stale: 0, failed: 0, overWrites: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 25 }),
        fc.array(invocation, { minLength: 1, maxLength: 5 }),
        async (count, invocations) => {
          const harness = new FaultyStoreHarness(server, count);
          for (const { pauseMs, timeoutMs, lateBefore, fates } of invocations) {
            harness.time.freeze(pauseMs);
            harness.write();
            if (lateBefore) await harness.finishSlowLoad();
            else harness.sendSlowResponse();
            const outcome = await harness.invoke(fates, timeoutMs);
            if (outcome.status === "rejected") {
              seen.failed++;
              expect(outcome.reason).to.be.instanceOf(ConfigurationError);
              expectNoCanary(inspect(outcome.reason));
              continue;
            }
            const { response, loadInput } = outcome.value;
            const { generation = NaN, parameters = [] } = loadInput ?? {};
            seen[response.cache === "stale" ? "stale" : "served"]++;
            if (new Set(parameters.map(({ Version }) => Version)).size > 1) seen.overWrites++;
            expect(Object.keys(response.sections)).to.have.length(count);
            expect(response.version).to.equal(snapshotVersion(parameters));
            // A load that no write came into is of the last one alone.
            const written = generation === harness.generation ? harness.store.parameters : parameters;
            expect(response.sections).to.deep.equal(sections(written));
          }
          harness.sendSlowResponse();
          harness.time.freeze(4_000_000);
          const recovered = await harness.invoke([]);
          expect(recovered)
            .to.have.nested.property("value.response.sections")
            .that.deep.equals(sections(harness.store.parameters));
          expectNoCanary(harness.logs);
        },
      ),
      { numRuns: RUNS, seed },
    );
    // Each kind of outcome was among them.
    for (const times of Object.values(seen)) expect(times).to.be.greaterThan(0);
  });

  const outcomesOf = async (...fates: RequestFate[]) => {
    const harness = new FaultyStoreHarness(server, 12);
    const outcome = await harness.invoke(fates);
    return outcome.status === "fulfilled" ? "served" : (outcome.reason as Error).message;
  };

  for (const fault of ["throttled", "serverError", "unavailable", "reset", "truncated"] as const) {
    it(`repeats a request that is ${fault}, on any page`, async () => {
      expect(await outcomesOf(fault, fault, { pageSize: 10 }, fault, fault)).to.equal("served");
      expect(server.requests).to.have.length(6);
    });
  }

  it("says so when refusals go on until the invocation's time is over", async () => {
    const message = await outcomesOf(...Array<RequestFate>(30).fill("throttled"));
    expect(message).to.include("under /dev/app: ThrottlingException. Parameter Store answers a limited number");
    expect(server.requests.length).to.be.within(10, 20);
  });

  it("reads no page twice where a token leads back to it", async () => {
    expect(await outcomesOf({ pageSize: 4 }, "sameToken")).to.include("an answer leads back to a page that was read");
    expect(server.requests).to.have.length(2);
  });

  it("takes an answer with nothing in it neither for an empty page nor for the last one", async () => {
    expect(await outcomesOf({ pageSize: 10 }, "withoutList")).to.include("an answer has no list of parameters");
  });
});
