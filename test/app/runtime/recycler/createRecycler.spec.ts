import { expect } from "chai";
import { createRecycler, parseParameterChange } from "../../../../app/runtime/recycler/createRecycler.ts";
import type { RecyclerDependencies } from "../../../../app/runtime/recycler/createRecycler.ts";
import type { LogEntry } from "../../../../app/runtime/telemetry/log.ts";
import { fakeChangeEvent } from "../../../../tools/fakes/fakeChangeEvent.ts";
import type { ChangeEventOptions } from "../../../../tools/fakes/fakeChangeEvent.ts";
import { errorOf } from "../../support/failure.ts";
import { FakeLambda, namedError } from "../../support/fakeLambda.ts";

const NOW = Date.parse("2026-11-25T10:00:00.500Z");
const PATH = "/dev/parameterStoreBlog";
const VARIABLES = { ENV: "dev", CONFIG_VERSION: "0123456789ab" };

const change = (options: Partial<ChangeEventOptions> = {}) =>
  fakeChangeEvent({
    name: `${PATH}/appConfig`,
    operation: "Update",
    region: "eu-west-1",
    accountId: "111122223333",
    timeMs: NOW,
    ...options,
  });

describe("createRecycler", () => {
  let lambda: FakeLambda;
  let entries: LogEntry[];
  let sleeps: number[];
  let nowMs: number;

  beforeEach(() => {
    lambda = new FakeLambda(VARIABLES);
    [entries, sleeps, nowMs] = [[], [], NOW];
  });

  const recycle = (event: unknown) => {
    const dependencies: RecyclerDependencies = {
      lambda: lambda.client,
      functionName: "parameterStoreBlog-dev",
      path: PATH,
      log: (entry) => entries.push(entry),
      wallClockMs: () => nowMs,
      random: () => 0.5,
      sleep: (ms) => Promise.resolve(sleeps.push((nowMs += ms))),
    };
    return createRecycler(dependencies)(event, { awsRequestId: "request" });
  };

  it("writes the current time to one variable and keeps the others", async () => {
    expect(await recycle(change())).to.equal("recycled");
    expect(lambda.written).to.deep.equal([{ ...VARIABLES, RECYCLED_AT: "2026-11-25T10:00:00.500Z" }]);
  });

  it("logs one entry with the outcome, the parameter and the age of the change", async () => {
    await recycle(change({ operation: "Delete" }));
    const [{ message, requestId, name, operation, ageSeconds }] = entries as [LogEntry];
    expect({ message, requestId, name, operation, ageSeconds }).to.deep.equal({
      message: "change recycled",
      requestId: "request",
      name: `${PATH}/appConfig`,
      operation: "Delete",
      ageSeconds: 0.5,
    });
    expect(entries).to.have.length(1);
  });

  it("does nothing for a change that a later recycling covers", async () => {
    lambda.change({ ...VARIABLES, RECYCLED_AT: "2026-11-25T10:00:02.000Z" });
    nowMs += 3000;
    expect(await recycle(change())).to.equal("covered");
    expect(lambda.written).to.deep.equal([]);
    expect(entries[0]).to.include({ message: "change covered" });
  });

  it("recycles again for a second change, after the burst", async () => {
    await recycle(change());
    nowMs += 1000;
    expect(await recycle(change({ timeMs: nowMs }))).to.equal("recycled");
    expect(lambda.written[1]).to.include({ RECYCLED_AT: "2026-11-25T10:00:07.500Z" });
  });

  for (const [place, name] of [
    ["on a deeper path", `${PATH}/deeper/appConfig`],
    ["on the path of another application", `${PATH}Other/appConfig`],
  ] as const) {
    it(`ignores a parameter ${place}`, async () => {
      expect(await recycle(change({ name }))).to.equal("ignored");
      expect(lambda.reads).to.equal(0);
    });
  }

  it("reads the variables again when a deployment changes them in between", async () => {
    lambda.updateErrors.push(() => {
      lambda.change({ ENV: "dev", CONFIG_VERSION: "after" });
      return undefined;
    });
    expect(await recycle(change())).to.equal("recycled");
    expect(lambda.written).to.have.length(1);
    expect(lambda.written[0]).to.include({ CONFIG_VERSION: "after" }).and.to.have.property("RECYCLED_AT");
  });

  it("waits while an update of the function is in progress", async () => {
    const busy = () => namedError("ResourceConflictException");
    lambda.updateErrors.push(busy, busy);
    expect(await recycle(change())).to.equal("recycled");
    expect(sleeps.map((atMs) => atMs - NOW)).to.deep.equal([1500, 4000]);
  });

  it("gives up after five conflicts, so that Lambda retries later", async () => {
    const busy = () => namedError("ResourceConflictException");
    lambda.updateErrors.push(...Array.from({ length: 6 }, () => busy));
    expect((await errorOf(recycle(change()))).name).to.equal("ResourceConflictException");
    expect(lambda.updateErrors).to.deep.equal([]);
    expect(entries).to.deep.equal([]);
  });

  it("fails immediately on any other error", async () => {
    lambda.updateErrors.push(() => namedError("AccessDeniedException"));
    expect((await errorOf(recycle(change()))).name).to.equal("AccessDeniedException");
    expect(lambda.reads).to.equal(1);
  });

  it("writes nothing if Lambda does not return the variables, which would be lost", async () => {
    lambda.variables = undefined;
    lambda.readError = { ErrorCode: "AccessDeniedException" };
    expect((await errorOf(recycle(change()))).message).to.include(
      "Cannot read the environment variables of parameterStoreBlog-dev (AccessDeniedException)",
    );
    expect(lambda.written).to.deep.equal([]);
  });

  it("fails on an event that is not a parameter change", async () => {
    expect((await errorOf(recycle({}))).message).to.include('Not an EventBridge "Parameter Store Change" event');
  });
});

describe("parseParameterChange", () => {
  const event = fakeChangeEvent({
    name: "/dev/parameterStoreBlog/appSecrets",
    operation: "Update",
    type: "SecureString",
    region: "eu-west-1",
    accountId: "111122223333",
    timeMs: Date.parse("2026-11-25T10:00:00.750Z"),
  });

  it("parses the event as AWS documents it", () => {
    expect(parseParameterChange(event)).to.deep.equal({
      name: "/dev/parameterStoreBlog/appSecrets",
      operation: "Update",
      timeMs: Date.parse("2026-11-25T10:00:00Z"),
    });
  });

  const broken: Readonly<Record<string, [event: unknown, missing: string]>> = {
    undefined: [undefined, "source aws.ssm, time, detail.name, detail.operation."],
    "a text": ["secret-text", "source aws.ssm"],
    "an event from another source": [{ ...event, source: "custom" }, "source aws.ssm."],
    "an event without a time": [{ ...event, time: undefined }, "time."],
    "an event whose time is invalid": [{ ...event, time: "yesterday" }, "time."],
    "an event without details": [{ ...event, detail: null }, "detail.name, detail.operation."],
    "an event whose name is not a string": [{ ...event, detail: { ...event.detail, name: 7 } }, "detail.name."],
  };
  for (const [kind, [input, missing]] of Object.entries(broken)) {
    it(`rejects ${kind} without quoting it`, () => {
      expect(() => parseParameterChange(input))
        .to.throw(TypeError, `Missing: ${missing}`)
        .with.property("message")
        .that.does.not.match(/secret-text|yesterday|custom/);
    });
  }
});
