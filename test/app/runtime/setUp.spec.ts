import { expect } from "chai";
import type { HandlerDependencies } from "../../../app/runtime/createHandler.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { configurationErrorOf, errorOf } from "../support/failure.ts";
import { parameter } from "../support/fakeParameterStore.ts";
import type { FakeResponse } from "../support/fakeParameterStore.ts";
import { settled } from "../support/fakeTime.ts";
import { context, createHandlerHarness } from "../support/handlerHarness.ts";

const page = (version: number) => ({
  Parameters: [parameter("/dev/app/api", { url: `u${version}` }, { Version: version })],
});

type SetUp = NonNullable<HandlerDependencies["setUp"]>;

/** Creates a handler that returns its app and cache state, and records the configurations that `setUp` receives. */
function harness(responses: FakeResponse[], setUp: SetUp | undefined) {
  const configurations: object[] = [];
  const snapshots: { readonly version: string; readonly configuration: object }[] = [];
  const created = createHandlerHarness(responses, {
    setUp:
      setUp &&
      ((configuration) => {
        configurations.push(configuration);
        return setUp(configuration);
      }),
    handle: (_event, { app, cache, configuration }) => {
      snapshots.push({ version: cache.version, configuration });
      return { app, state: cache.state };
    },
  });
  const invoke = async (requestId = "request", remainingMs?: number) =>
    (await created.lambdaHandler({}, context(requestId, remainingMs))) as { app: unknown; state: string };
  return { ...created, invoke, configurations, snapshots };
}

const urlOf = (configuration: object): string =>
  (configuration as { undeclared: { api: { url: string } } }).undeclared.api.url;

describe("setUp", () => {
  it("runs once per configuration version, and its result is `app` for all invocations of that version", async () => {
    const { invoke, time, configurations } = harness([page(1), page(1), page(2)], (configuration) => ({
      url: urlOf(configuration),
    }));
    const first = await invoke();
    const hit = await invoke();
    time.freeze(300_001);
    const unchanged = await invoke();
    time.freeze(300_001);
    const changed = await invoke();
    expect([first, hit, unchanged, changed].map(({ state }) => state)).to.deep.equal([
      "miss",
      "hit",
      "refreshed",
      "refreshed",
    ]);
    expect(hit.app).to.equal(first.app);
    expect(unchanged.app).to.equal(first.app);
    expect([first.app, changed.app]).to.deep.equal([{ url: "u1" }, { url: "u2" }]);
    expect(configurations.map(urlOf)).to.deep.equal(["u1", "u2"]);
  });

  it("may be async: the invocation waits for its result", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { invoke } = harness([page(1)], () => promise);
    let isServed = false;
    const served = invoke().finally(() => (isServed = true));
    await settled();
    expect(isServed).to.equal(false);
    resolve("ready");
    expect(await served).to.deep.equal({ app: "ready", state: "miss" });
  });

  it("runs once for concurrent invocations, which share its result", async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    const { invoke, configurations, store } = harness([page(1)], () => promise);
    const invocations = ["one", "two", "three"].map((requestId) => invoke(requestId));
    await settled();
    const app = {};
    resolve(app);
    for (const served of await Promise.all(invocations)) expect(served.app).to.equal(app);
    expect(configurations).to.have.length(1);
    expect(store.inputs).to.have.length(1);
  });

  it("is optional: `app` is then undefined", async () => {
    const { invoke } = harness([page(1)], undefined);
    expect(await invoke()).to.deep.equal({ app: undefined, state: "miss" });
  });

  for (const [kind, setUpFailing] of [
    [
      "throws",
      () => {
        throw new RangeError(CANARY);
      },
    ],
    ["rejects", () => Promise.reject(new RangeError(CANARY))],
  ] as const) {
    it(`fails the invocation if it ${kind} at the first load, and runs again at the next invocation`, async () => {
      let failures = 1;
      const { invoke, logs, configurations, store } = harness([page(1), page(1)], () =>
        failures-- > 0 ? setUpFailing() : "app",
      );
      expect(await errorOf(invoke())).to.be.instanceOf(RangeError);
      expect(logs.map(({ level, message, error, reason }) => [level, message, error, reason])).to.deep.equal([
        ["WARN", "configuration load failed", "RangeError", undefined],
        ["ERROR", "invocation failed", "RangeError", undefined],
      ]);
      expect(logs[0]).to.include({ loads: 1, loadFailures: 1 });
      expectNoCanary(logs);
      expect(await invoke()).to.deep.equal({ app: "app", state: "miss" });
      expect(configurations).to.have.length(2);
      expect(store.inputs).to.have.length(2);
    });

    it(`keeps the old configuration and app if it ${kind} at a refresh, with one warning and metric`, async () => {
      const { invoke, time, logs, outcomes, snapshots } = harness([page(1), page(2), page(2)], (configuration) =>
        urlOf(configuration) === "u2" && logs.length < 2 ? setUpFailing() : { url: urlOf(configuration) },
      );
      const first = await invoke();
      time.freeze(300_001);
      for (const requestId of ["two", "three"]) {
        const stale = await invoke(requestId);
        expect(stale.app).to.equal(first.app);
        expect(stale.state).to.equal("stale");
      }
      for (const { version, configuration } of snapshots) {
        expect(version).to.equal(snapshots[0]?.version);
        expect(configuration).to.equal(snapshots[0]?.configuration);
      }
      const { level, error, requestId, state, loads, loadFailures, ageSeconds } = { ...logs[1] };
      expect(logs).to.have.length(2);
      expect({ level, error, requestId, state, loads, loadFailures, ageSeconds }).to.deep.equal({
        level: "WARN",
        error: "RangeError",
        requestId: "two",
        state: "stale",
        loads: 1,
        loadFailures: 1,
        ageSeconds: 300.001,
      });
      expect(outcomes.map(({ failed }) => failed)).to.deep.equal([false, true]);
      expectNoCanary(logs);

      time.freeze(60_000);
      expect(await invoke()).to.deep.equal({ app: { url: "u2" }, state: "refreshed" });
    });
  }

  it("counts as a late load while it does not end, and its result is served once it ends", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { invoke, time, configurations } = harness([page(1)], () => promise);
    const failure = configurationErrorOf(invoke("one", 2500));
    await settled();
    await time.pass(2000);
    expect((await failure).message).to.include("did not load within 2.0 s");
    const second = invoke("two", 2500);
    resolve("late");
    expect(await second).to.deep.equal({ app: "late", state: "miss" });
    expect(configurations).to.have.length(1);
  });
});
