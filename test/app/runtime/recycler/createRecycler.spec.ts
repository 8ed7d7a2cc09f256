import { expect } from "chai";
import { MAX_RETRIES, maxRecycleMs } from "../../../../app/runtime/recycler/recycleTiming.ts";
import { errorOf } from "../../support/failure.ts";
import { namedError } from "../../support/fakeLambda.ts";
import { changeOf, RecyclerHarness, VARIABLES } from "../../support/recyclerHarness.ts";

const NOW = Date.parse("2026-11-25T10:00:00.500Z");
const PATH = "/dev/parameterStoreBlog";
const READS = { viewer: "all", notifier: ["appConfig"], billing: ["appSecrets", "appConfig"], worker: [] } as const;

const busy = () => namedError("ResourceConflictException");

describe("createRecycler", () => {
  let harness: RecyclerHarness;

  beforeEach(() => {
    harness = new RecyclerHarness(READS, NOW);
  });

  /** Sends a change of a section, which happened ten seconds ago. */
  const recycle = (section: string, options: Partial<Parameters<typeof changeOf>[0]> = {}) =>
    harness.recycle(changeOf({ name: `${PATH}/${section}`, timeMs: NOW - 10_000, ...options }));

  const written = (name: string) => harness.function(name).written;

  it("recycles the functions that read the changed section, and no other", async () => {
    expect(await recycle("appSecrets")).to.deep.equal({ viewer: "recycled", billing: "recycled" });
    expect(written("viewer")).to.have.length(1);
    expect(written("billing")).to.have.length(1);
    for (const name of ["notifier", "worker"]) {
      expect(harness.function(name), name).to.deep.include({ reads: 0, written: [] });
    }
  });

  it("recycles a function that reads all sections when an undeclared parameter changes", async () => {
    expect(await recycle("manual")).to.deep.equal({ viewer: "recycled" });
  });

  it("writes the current time to one variable and keeps the others", async () => {
    await recycle("manual");
    expect(written("viewer")).to.deep.equal([{ ...VARIABLES, RECYCLED_AT: "2026-11-25T10:00:00.500Z" }]);
  });

  it("logs one entry with the outcome by function, the parameter and the age of the change", async () => {
    await recycle("appSecrets", { operation: "Delete" });
    expect(harness.entries).to.deep.equal([
      {
        level: "INFO",
        message: "change handled",
        functions: { viewer: "recycled", billing: "recycled" },
        requestId: "request",
        name: `${PATH}/appSecrets`,
        operation: "Delete",
        ageSeconds: 10.5,
      },
    ]);
  });

  for (const [place, name] of [
    ["on a deeper path", `${PATH}/appConfig/appConfig`],
    ["on the path of another application", `${PATH}Other/appConfig`],
    ["whose name is the path itself", `${PATH}/`],
  ] as const) {
    it(`ignores a parameter ${place}`, async () => {
      expect(await recycle("", { name })).to.deep.equal({});
      expect(harness.function("viewer").reads).to.equal(0);
      expect(harness.entries).to.have.length(1);
      expect(harness.entries[0]).to.deep.include({ level: "INFO", message: "change ignored", functions: {} });
    });
  }

  it("ignores a section that no function reads", async () => {
    harness = new RecyclerHarness({ notifier: ["appConfig"] }, NOW);
    expect(await recycle("toString")).to.deep.equal({});
    expect(harness.function("notifier").reads).to.equal(0);
  });

  it("skips the functions that a later recycling covers", async () => {
    harness.function("billing").change({ ...VARIABLES, RECYCLED_AT: "2026-11-25T09:59:58.000Z" });
    expect(await recycle("appSecrets")).to.deep.equal({ viewer: "recycled", billing: "covered" });
    expect(written("billing")).to.deep.equal([]);
    expect(harness.entries[0]).to.deep.include({ functions: { viewer: "recycled", billing: "covered" } });
  });

  it("waits until a recycling covers a very recent change, so that a repeated event does not recycle again", async () => {
    const event = { timeMs: NOW };
    expect(await recycle("manual", event)).to.deep.equal({ viewer: "recycled" });
    expect(written("viewer")[0]).to.include({ RECYCLED_AT: "2026-11-25T10:00:02.000Z" });
    expect(await recycle("manual", event)).to.deep.equal({ viewer: "covered" });
  });

  it("recycles immediately for a change whose time is in the future", async () => {
    await recycle("manual", { timeMs: NOW + 3_600_000 });
    expect(written("viewer")[0]).to.include({ RECYCLED_AT: "2026-11-25T10:00:00.500Z" });
  });

  it("recycles each function again after its own burst", async () => {
    await recycle("manual");
    harness.time.freeze(3000);
    expect(await recycle("appSecrets", { timeMs: NOW + 1000 })).to.deep.equal({
      viewer: "recycled",
      billing: "recycled",
    });
    expect(harness.recyclings("viewer").map((atMs) => atMs - NOW)).to.deep.equal([0, 7000]);
    expect(harness.recyclings("billing").map((atMs) => atMs - NOW)).to.deep.equal([3000]);
  });

  it("reads the variables again when a deployment changes them in between", async () => {
    const viewer = harness.function("viewer");
    viewer.updateErrors.push(() => {
      viewer.change({ ENV: "dev", CONFIG_VERSION: "after" });
      return undefined;
    });
    expect(await recycle("manual")).to.deep.equal({ viewer: "recycled" });
    expect(viewer.written).to.have.length(1);
    expect(viewer.written[0]).to.include({ CONFIG_VERSION: "after" }).and.to.have.property("RECYCLED_AT");
  });

  it("waits while an update of one function is in progress, without delaying the others", async () => {
    harness.function("billing").updateErrors.push(busy, busy);
    harness.function("viewer").updateErrors.push(busy);
    expect(await recycle("appConfig")).to.deep.equal({
      viewer: "recycled",
      notifier: "recycled",
      billing: "recycled",
    });
    const delays = ["notifier", "viewer", "billing"].map((name) => harness.recyclings(name).map((ms) => ms - NOW));
    expect(delays).to.deep.equal([[0], [1500], [4000]]);
  });

  it("recycles ten functions within its timeout when each waits for a burst and needs every retry", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `reader${index}`);
    harness = new RecyclerHarness(Object.fromEntries(names.map((name) => [name, "all"])), NOW, 1);
    for (const name of names) {
      harness.function(name).change({ ...VARIABLES, RECYCLED_AT: new Date(NOW).toISOString() });
      harness.function(name).updateErrors.push(...Array.from({ length: MAX_RETRIES }, () => busy));
    }
    const outcome = await recycle("manual", { timeMs: NOW });
    expect(Object.values(outcome)).to.deep.equal(names.map(() => "recycled"));
    // In parallel: the time for requests is all that depends on the number of functions.
    expect(harness.time.wallMs - NOW).to.be.within(maxRecycleMs(1) - 1000, maxRecycleMs(10));
  });

  it("retries throttled requests", async () => {
    const throttled = () => namedError("TooManyRequestsException");
    harness.function("viewer").readErrors.push(throttled);
    harness.function("viewer").updateErrors.push(throttled);
    expect(await recycle("manual")).to.deep.equal({ viewer: "recycled" });
  });

  it("gives up after five retries, so that Lambda retries later", async () => {
    harness.function("viewer").updateErrors.push(...Array.from({ length: 6 }, () => busy));
    expect((await errorOf(recycle("manual"))).message).to.equal(
      "Cannot recycle parameterStoreBlog-dev_viewer: ResourceConflictException: failed",
    );
    expect(harness.function("viewer").updateErrors).to.deep.equal([]);
  });

  it("recycles the other functions when one fails, and fails with its name", async () => {
    harness.function("notifier").updateErrors.push(() => namedError("AccessDeniedException", "denied"));
    expect((await errorOf(recycle("appConfig"))).message).to.equal(
      "Cannot recycle parameterStoreBlog-dev_notifier: AccessDeniedException: denied",
    );
    expect(harness.function("notifier").reads).to.equal(1);
    expect(["viewer", "notifier", "billing"].map((name) => written(name).length)).to.deep.equal([1, 0, 1]);
    expect(harness.entries).to.have.length(1);
    expect(harness.entries[0]).to.deep.include({
      level: "ERROR",
      message: "change not handled by all functions",
      functions: { viewer: "recycled", notifier: "failed", billing: "recycled" },
    });
  });

  it("recycles only the failed function when Lambda retries a very recent change", async () => {
    const event = { timeMs: NOW };
    harness.function("notifier").updateErrors.push(() => namedError("ServiceException"));
    await errorOf(recycle("appConfig", event));
    harness.time.freeze(60_000);
    expect(await recycle("appConfig", event)).to.deep.equal({
      viewer: "covered",
      notifier: "recycled",
      billing: "covered",
    });
    expect(["viewer", "notifier", "billing"].map((name) => written(name).length)).to.deep.equal([1, 1, 1]);
  });

  it("names all functions that fail, in alphabetical order", async () => {
    const denied = () => namedError("AccessDeniedException", "denied");
    harness.function("viewer").readErrors.push(denied);
    harness.function("billing").readErrors.push(busy, denied);
    expect((await errorOf(recycle("appSecrets"))).message).to.equal(
      "Cannot recycle parameterStoreBlog-dev_billing: AccessDeniedException: denied; " +
        "parameterStoreBlog-dev_viewer: AccessDeniedException: denied",
    );
  });

  it("does not quote environment variables that Lambda rejects", async () => {
    const quoting = 'exceeded the 4KB limit. String measured: {"URL":"private"}';
    harness.function("viewer").updateErrors.push(() => namedError("InvalidParameterValueException", quoting));
    const { message, cause } = await errorOf(recycle("manual"));
    expect(message)
      .to.include("Cannot recycle parameterStoreBlog-dev_viewer: InvalidParameterValueException. Fix: make")
      .and.not.include("private");
    expect(cause).to.equal(undefined);
  });

  it("warns about a function that does not exist, and recycles the others", async () => {
    harness.delete("billing");
    expect(await recycle("appSecrets")).to.deep.equal({ viewer: "recycled", billing: "missing" });
    expect(harness.entries).to.have.length(1);
    expect(harness.entries[0]).to.deep.include({
      level: "WARN",
      message: "change handled",
      functions: { viewer: "recycled", billing: "missing" },
    });
  });

  it("treats a function that is deleted between reading and updating as missing", async () => {
    harness.function("viewer").updateErrors.push(() => namedError("ResourceNotFoundException"));
    expect(await recycle("manual")).to.deep.equal({ viewer: "missing" });
  });

  it("writes nothing if Lambda does not return the variables, which would be lost", async () => {
    const viewer = harness.function("viewer");
    viewer.variables = undefined;
    viewer.variablesError = { ErrorCode: "AccessDeniedException" };
    expect((await errorOf(recycle("manual"))).message).to.include(
      "Cannot read the environment variables of parameterStoreBlog-dev_viewer (AccessDeniedException)",
    );
    expect(viewer.written).to.deep.equal([]);
  });

  it("fails on an event that is not a parameter change", async () => {
    expect((await errorOf(harness.recycle({}))).message).to.include(
      'Not an EventBridge "Parameter Store Change" event',
    );
    expect(harness.entries).to.deep.equal([]);
  });
});
