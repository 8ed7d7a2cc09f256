import { expect } from "chai";
import { createRecycler } from "../../../../app/runtime/recycler/createRecycler.ts";
import type { RecyclerDependencies } from "../../../../app/runtime/recycler/createRecycler.ts";
import type { LogEntry } from "../../../../app/runtime/telemetry/log.ts";
import { fakeChangeEvent } from "../../../../tools/fakes/fakeChangeEvent.ts";
import type { ChangeEventOptions } from "../../../../tools/fakes/fakeChangeEvent.ts";
import { errorOf } from "../../support/failure.ts";
import { FakeLambda, named } from "../../support/fakeLambda.ts";

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

describe("the recycler", () => {
  let lambda: FakeLambda;
  let entries: LogEntry[];
  let sleeps: number[];
  let nowMs: number;

  beforeEach(() => {
    lambda = new FakeLambda(VARIABLES);
    [entries, sleeps, nowMs] = [[], [], NOW];
  });

  const refresh = (event: unknown) => {
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

  it("writes when it began into one variable, and leaves the others", async () => {
    expect(await refresh(change())).to.equal("renewed");
    expect(lambda.written).to.deep.equal([{ ...VARIABLES, RECYCLED_AT: "2026-11-25T10:00:00.500Z" }]);
  });

  it("says in one line what it did for which parameter, and how late", async () => {
    await refresh(change({ operation: "Delete" }));
    const [{ message, requestId, name, operation, ageSeconds }] = entries as [LogEntry];
    expect({ message, requestId, name, operation, ageSeconds }).to.deep.equal({
      message: "change renewed",
      requestId: "request",
      name: `${PATH}/appConfig`,
      operation: "Delete",
      ageSeconds: 0.5,
    });
    expect(entries).to.have.length(1);
  });

  it("does nothing for a change that a later renewal has covered", async () => {
    lambda.change({ ...VARIABLES, RECYCLED_AT: "2026-11-25T10:00:02.000Z" });
    nowMs += 3000;
    expect(await refresh(change())).to.equal("covered");
    expect(lambda.written).to.deep.equal([]);
    expect(entries[0]).to.include({ message: "change covered" });
  });

  it("renews again for a second change, after the burst", async () => {
    await refresh(change());
    nowMs += 1000;
    expect(await refresh(change({ timeMs: nowMs }))).to.equal("renewed");
    expect(lambda.written[1]).to.include({ RECYCLED_AT: "2026-11-25T10:00:07.500Z" });
  });

  for (const [where, name] of [
    ["below a sub-path, which the function does not read", `${PATH}/deeper/appConfig`],
    ["of a sibling, should it come", `${PATH}Other/appConfig`],
  ] as const) {
    it(`ignores a parameter ${where}`, async () => {
      expect(await refresh(change({ name }))).to.equal("ignored");
      expect(lambda.reads).to.equal(0);
    });
  }

  it("starts again from what a deployment wrote in between", async () => {
    lambda.refusals.push(() => {
      lambda.change({ ENV: "dev", CONFIG_VERSION: "after" });
      return undefined;
    });
    expect(await refresh(change())).to.equal("renewed");
    expect(lambda.written).to.have.length(1);
    expect(lambda.written[0]).to.include({ CONFIG_VERSION: "after" }).and.to.have.property("RECYCLED_AT");
  });

  it("waits while an update of the function is under way", async () => {
    const busy = () => named("ResourceConflictException");
    lambda.refusals.push(busy, busy);
    expect(await refresh(change())).to.equal("renewed");
    expect(sleeps.map((atMs) => atMs - NOW)).to.deep.equal([1500, 4000]);
  });

  it("gives up after five conflicts, so that Lambda tries again later", async () => {
    const busy = () => named("ResourceConflictException");
    lambda.refusals.push(...Array.from({ length: 6 }, () => busy));
    expect((await errorOf(refresh(change()))).name).to.equal("ResourceConflictException");
    expect(lambda.refusals).to.deep.equal([]);
    expect(entries).to.deep.equal([]);
  });

  it("fails at once where it is refused for another reason", async () => {
    lambda.refusals.push(() => named("AccessDeniedException"));
    expect((await errorOf(refresh(change()))).name).to.equal("AccessDeniedException");
    expect(lambda.reads).to.equal(1);
  });

  it("writes nothing where Lambda does not show the variables, which would all be lost", async () => {
    lambda.variables = undefined;
    lambda.readError = { ErrorCode: "AccessDeniedException" };
    expect((await errorOf(refresh(change()))).message).to.include("cannot be read (AccessDeniedException)");
    expect(lambda.written).to.deep.equal([]);
  });

  it("fails on what is no change of a parameter", async () => {
    expect((await errorOf(refresh({}))).message).to.include('no "Parameter Store Change"');
  });
});
