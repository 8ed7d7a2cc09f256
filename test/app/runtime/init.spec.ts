import { expect } from "chai";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { configurationErrorOf, errorOf } from "../support/failure.ts";
import { parameter } from "../support/fakeParameterStore.ts";
import type { Page } from "../support/fakeParameterStore.ts";
import { settled } from "../support/fakeTime.ts";
import { context, ENVIRONMENT, createHandlerHarness } from "../support/handlerHarness.ts";

const path = "/dev/app";
const page = (version: number): Page => ({
  Parameters: [
    parameter(`${path}/api`, { url: `u${version}` }, { Version: version }),
    parameter(`${path}/database`, { password: CANARY }, { Type: "SecureString" }),
  ],
});

/** Lets requests and promises proceed until they wait for a timer. */
const untilIdle = async () => {
  for (let turn = 0; turn < 5; turn++) await settled();
};

describe("the load of INIT", () => {
  it("gives all invocations the configuration and the app that it created, and leaves no timer", async () => {
    const { initialize, handler, store, apps, time } = createHandlerHarness([page(1)]);
    await initialize();
    expect(apps).to.have.length(1);
    expect(time.timers).to.equal(0);
    const responses = [await handler(), await handler()];
    expect(responses.map(({ cache, ageSeconds }) => [cache, ageSeconds])).to.deep.equal([
      ["hit", 0],
      ["hit", 0],
    ]);
    expect(responses[0]?.sections["api"]).to.deep.equal({ url: "u1" });
    expect(store.inputs).to.have.length(1);
    expect(apps).to.have.length(1);
  });

  it("is logged with `during`, without a request ID and without values", async () => {
    const { initialize, handler, logs, time } = createHandlerHarness([page(1)]);
    await initialize();
    const { version } = await handler();
    expect(logs).to.have.length(1);
    const { _aws, ...entry } = { ...logs[0] };
    expect(entry).to.deep.equal({
      level: "INFO",
      message: "configuration loaded",
      during: "init",
      path,
      state: "miss",
      parameters: 2,
      version,
      durationMs: 0,
      loads: 1,
      loadFailures: 0,
      ageSeconds: 0,
    });
    expect(_aws).to.have.property("Timestamp", time.nowMs());
    expectNoCanary(logs);
  });

  it("is logged if it fails, and the first invocation loads again", async () => {
    const { initialize, handler, logs, time } = createHandlerHarness([new Error("down"), page(1)]);
    await initialize();
    expect(time.timers).to.equal(0);
    expect(logs).to.have.length(1);
    expect(logs[0]).to.include({ level: "WARN", message: "configuration load failed", during: "init", path });
    expect(logs[0]).to.include({ loads: 1, loadFailures: 1 }).and.not.have.property("requestId");
    expect(await handler(undefined, context("request-1"))).to.include({ cache: "miss" });
    expect(logs[1]).to.include({ level: "INFO", requestId: "request-1" }).and.not.have.property("during");
  });

  it("ends 9 s after the start of the process, and the first invocation joins it", async () => {
    const response = Promise.withResolvers<Page>();
    const { initialize, handler, logs, store, time } = createHandlerHarness([response.promise], {
      processMs: () => 8000,
    });
    let isInitialized = false;
    const initialized = initialize().finally(() => (isInitialized = true));
    await time.pass(999);
    expect(isInitialized).to.equal(false);
    await time.pass(1);
    await initialized;
    expect(time.timers).to.equal(0);
    expect(logs.map(({ level, during }) => [level, during])).to.deep.equal([["WARN", "init"]]);
    expect(logs[0]?.["reason"]).to.include("did not load within 1.0 s, the time that INIT had left");
    const first = handler();
    response.resolve(page(1));
    expect(await first).to.deep.include({ cache: "miss", ageSeconds: 1 });
    expect(store.inputs).to.have.length(1);
    expect(logs.slice(1).map(({ level, during, loads }) => [level, during, loads])).to.deep.equal([
      ["INFO", "init", 0],
    ]);
  });

  it("does not start if loading the code took 9 s", async () => {
    const { initialize, handler, store, logs } = createHandlerHarness([page(1)], { processMs: () => 9000 });
    await initialize();
    expect([store.inputs, logs]).to.deep.equal([[], []]);
    expect(await handler()).to.include({ cache: "miss" });
  });

  it("does not start if LOAD_DURING_INIT is false", async () => {
    const environment = { ...ENVIRONMENT, LOAD_DURING_INIT: "false" };
    const { initialize, handler, store, reports } = createHandlerHarness([page(1)], { environment });
    await initialize();
    expect(store.inputs).to.deep.equal([]);
    expect(await handler()).to.include({ cache: "miss" });
    expect(reports).to.deep.equal([]);
  });

  it("leaves an invalid variable to the invocations, which fail", async () => {
    const environment = { ...ENVIRONMENT, CACHE_TTL_SECONDS: "soon" };
    const { initialize, handler, logs } = createHandlerHarness([page(1)], { environment });
    await initialize();
    expect(logs).to.deep.equal([]);
    expect((await configurationErrorOf(handler())).message).to.include("CACHE_TTL_SECONDS");
    expect(logs.map(({ message }) => message)).to.deep.equal(["invocation failed"]);
  });
});

describe("setUp during INIT", () => {
  it("is retried in the first invocation if it fails, with one log entry and without its message", async () => {
    let failures = 1;
    const { initialize, lambdaHandler, logs, store } = createHandlerHarness([page(1), page(1)], {
      setUp: () => {
        if (failures-- > 0) throw new RangeError(CANARY);
        return "app";
      },
      handle: (_event, { app }) => app,
    });
    await initialize();
    expect(logs.map(({ level, during, error, reason }) => [level, during, error, reason])).to.deep.equal([
      ["WARN", "init", "RangeError", undefined],
    ]);
    expectNoCanary(logs);
    expect(await lambdaHandler({}, context("one"))).to.equal("app");
    expect(store.inputs).to.have.length(2);
  });

  it("fails the first invocation if it fails there too", async () => {
    const setUp = () => Promise.reject(new RangeError(CANARY));
    const { initialize, handler } = createHandlerHarness([page(1), page(1)], { setUp });
    await initialize();
    expect(await errorOf(handler())).to.be.instanceOf(RangeError);
  });

  it("continues in the first invocation if it takes longer than INIT", async () => {
    const app = Promise.withResolvers<string>();
    let calls = 0;
    const { initialize, lambdaHandler, store, time } = createHandlerHarness([page(1)], {
      setUp: () => {
        calls++;
        return app.promise;
      },
      handle: (_event, invocation) => invocation.app,
    });
    const initialized = initialize();
    await untilIdle();
    await time.pass(9000);
    await initialized;
    const first = lambdaHandler({}, context("one"));
    app.resolve("late");
    expect(await first).to.equal("late");
    expect([calls, store.inputs.length]).to.deep.equal([1, 1]);
  });
});

describe("an environment that was frozen after INIT", () => {
  it("serves the configuration until the TTL, counted from the start of its load", async () => {
    const { initialize, handler, time } = createHandlerHarness([page(1)]);
    await initialize();
    time.freeze(300_000);
    expect(await handler()).to.include({ cache: "hit", ageSeconds: 300 });
  });

  it("refreshes at the first invocation after the TTL", async () => {
    const { initialize, handler, time } = createHandlerHarness([page(1), page(2)]);
    await initialize();
    time.freeze(300_001);
    const response = await handler();
    expect(response).to.deep.include({ cache: "refreshed", ageSeconds: 0 });
    expect(response.sections["api"]).to.deep.equal({ url: "u2" });
  });

  it("fails the first invocation if the configuration is too old and cannot be refreshed", async () => {
    const { initialize, handler, time } = createHandlerHarness([page(1), new Error("down")]);
    await initialize();
    time.freeze(3_900_001);
    expect((await configurationErrorOf(handler())).message).to.include("The configuration in memory has expired");
  });
});

describe("the trace of the load of INIT", () => {
  for (const [sinceMs, withTimes] of [[59_999, true] as const, [60_000, false] as const]) {
    it(`is reported once, ${withTimes ? "with" : "without"} its times ${sinceMs} ms after INIT`, async () => {
      const { initialize, handler, time, reports, outcomes } = createHandlerHarness([page(1)]);
      await initialize();
      expect([outcomes.length, reports]).to.deep.equal([1, []]);
      time.freeze(sinceMs);
      await handler();
      await handler();
      expect(reports).to.deep.equal([withTimes]);
    });
  }
});
