import "../support/quietTracing.ts";
import { inspect } from "node:util";
import type { Parameter } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import fc from "fast-check";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { snapshotVersion } from "../../../app/runtime/parameterStore/loadConfiguration.ts";
import type { CallFault, Fault } from "../../../tools/fakes/faultyStore.ts";
import { expectNoCanary } from "../support/canary.ts";
import { FaultyStoreHarness } from "../support/faultyStoreHarness.ts";
import type { LoadKind, RequestFate } from "../support/faultyStoreHarness.ts";
import type { ViewerResponse } from "../support/handlerHarness.ts";
import { useSsmServer } from "../support/useSsmServer.ts";

/** Run other sequences with `FAULT_SEED=… npm exec -- mocha test/app/runtime/faults.spec.ts`. */
const seed = Number(process.env["FAULT_SEED"] ?? 20);
const RUNS = 100;

const CALL_FAULTS: readonly CallFault[] = [
  "throttled",
  "serverError",
  "unavailable",
  "reset",
  "truncated",
  "malformed",
  "withoutList",
  "denied",
];

/** The faults of each kind of call. */
const FAULTS: Readonly<Record<LoadKind, readonly Fault[]>> = {
  byPath: [...CALL_FAULTS, "sameToken"],
  byNames: [...CALL_FAULTS, "missing", "unmentioned"],
};

const fates = (kind: LoadKind): fc.Arbitrary<RequestFate[]> => {
  const fate: fc.Arbitrary<RequestFate> = fc.oneof(
    // By names more than one call must succeed, in any order.
    { weight: kind === "byPath" ? 4 : 12, arbitrary: fc.record({ pageSize: fc.constantFrom(0, 1, 4, 10) }) },
    { weight: 4, arbitrary: fc.constantFrom(...FAULTS[kind]) },
    { weight: kind === "byPath" ? 1 : 3, arbitrary: fc.constant("slow" as const) },
  );
  return fc.oneof(
    fc.array(fate, { maxLength: 8 }),
    // Lasts longer than the invocation.
    fate.map((one) => Array<RequestFate>(30).fill(one)),
  );
};

const invocation = (kind: LoadKind) =>
  fc.record({
    /** The time before the invocation: within the backoff, beyond the TTL, or too old to serve. */
    pauseMs: fc.constantFrom(0, 2000, 60_000, 300_001, 4_000_000),
    /** The next invocation joins a load that is late after the shorter timeout, and abandons it after the longer one. */
    timeoutMs: fc.constantFrom(2000, 5000),
    /** Whether a late response arrives before this invocation or during it. */
    lateBefore: fc.boolean(),
    fates: fates(kind),
  });

/** Returns the sections that are served for parameters. */
const sections = (parameters: readonly Parameter[]): ViewerResponse["sections"] =>
  Object.fromEntries(
    parameters.map(({ Name = "", Type, Value = "" }) => [
      Name.slice("/dev/app/".length),
      Type === "String"
        ? (JSON.parse(Value) as { generation: number })
        : { generation: "********", password: "********" },
    ]),
  );

describe("the function with faults of Parameter Store and the network", function () {
  this.timeout(120_000);
  this.slow(60_000);

  const server = useSsmServer();

  // Parameter Store has no transactions: a load during a write may read pages of both generations without notice. The
  // guarantee is that everything served comes from one load, the latest of those that finished.
  for (const kind of ["byPath", "byNames"] as const) {
    it(`serves the complete result of one load or throws a ConfigurationError, and shows no secret (${kind})`, async () => {
      const seen = { served: 0, stale: 0, failed: 0, overWrites: 0 };
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 25 }),
          fc.option(fates(kind)),
          fc.array(invocation(kind), { minLength: 1, maxLength: 5 }),
          async (count, init, invocations) => {
            const harness = new FaultyStoreHarness(server(), count, kind);
            if (init !== null) await harness.initialize(init);
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
              // A load without a write in between reads only the last generation.
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
      // Each outcome occurred. All calls by names start together, so none of them starts after a later write.
      const { overWrites, ...outcomes } = seen;
      for (const times of Object.values(outcomes)) expect(times).to.be.greaterThan(0);
      if (kind === "byPath") expect(overWrites).to.be.greaterThan(0);
    });
  }

  const outcomeOf = async (kind: LoadKind, ...sequence: RequestFate[]) => {
    const harness = new FaultyStoreHarness(server(), 12, kind);
    const outcome = await harness.invoke(sequence);
    return outcome.status === "fulfilled" ? "served" : (outcome.reason as Error).message;
  };

  for (const fault of ["throttled", "serverError", "unavailable", "reset", "truncated"] as const) {
    it(`retries a request that is ${fault}, on any page`, async () => {
      expect(await outcomeOf("byPath", fault, fault, { pageSize: 10 }, fault, fault)).to.equal("served");
      expect(server().requests).to.have.length(6);
    });

    it(`retries a call by names that is ${fault}, and does not repeat the calls that succeed`, async () => {
      expect(await outcomeOf("byNames", { pageSize: 10 }, fault, fault, fault)).to.equal("served");
      expect(server().requests).to.have.length(5);
      const repeated = server()
        .requests.slice(1)
        .map(({ Names }) => Names);
      expect(new Set(repeated.map(String)).size).to.equal(1);
    });
  }

  it("reports throttling that lasts until the end of the invocation's time", async () => {
    const message = await outcomeOf("byPath", ...Array<RequestFate>(30).fill("throttled"));
    expect(message).to.include("under /dev/app: ThrottlingException. Parameter Store throttles requests");
    expect(server().requests.length).to.be.within(10, 20);
  });

  it("does not read a page twice if a token leads back to it", async () => {
    expect(await outcomeOf("byPath", { pageSize: 4 }, "sameToken")).to.include(
      "pagination returned to a page already read",
    );
    expect(server().requests).to.have.length(2);
  });

  it("rejects a response without a list of parameters", async () => {
    expect(await outcomeOf("byPath", { pageSize: 10 }, "withoutList")).to.include(
      "a response has no list of parameters",
    );
  });

  for (const [fault, message] of [
    ["withoutList", "a response does not mention /dev/app/s"],
    ["unmentioned", "a response does not mention /dev/app/s"],
    ["missing", "Parameter Store has no parameter /dev/app/s"],
    ["denied", "AccessDeniedException. Fix: run `pulumi up --refresh`"],
  ] as const) {
    it(`does not retry a call by names that is ${fault}`, async () => {
      expect(await outcomeOf("byNames", { pageSize: 10 }, fault)).to.include(message);
      expect(server().requests).to.have.length(2);
    });
  }
});
