import { expect } from "chai";
import type { Invocation } from "../../../app/runtime/defineHandler.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { withEnvironment } from "../support/environment.ts";
import { configurationErrorOf, errorOf } from "../support/failure.ts";
import { parameter } from "../support/fakeParameterStore.ts";
import type { Page } from "../support/fakeParameterStore.ts";
import { context, ENVIRONMENT as environment, createHandlerHarness as setUp } from "../support/handlerHarness.ts";

const path = "/dev/app";
const api = parameter(`${path}/api`, { url: "u" });
const database = parameter(`${path}/database`, { password: CANARY }, { Type: "SecureString" });
const everything: Page = { Parameters: [api, database] };

describe("createHandler", () => {
  withEnvironment({ REVEAL_SECRETS: undefined });

  it("returns the sections with secret values masked, the version and a cache miss", async () => {
    const { handler } = setUp([everything]);
    const response = await handler();
    expect(response.sections).to.deep.equal({ api: { url: "u" }, database: { password: "********" } });
    expect(response.version).to.match(/^[0-9a-f]{12}$/);
    expect(response.cache).to.equal("miss");
  });

  it("shows secret values if REVEAL_SECRETS is true", async () => {
    process.env["REVEAL_SECRETS"] = "true";
    const { handler, logs } = setUp([everything]);
    expect((await handler()).sections["database"]).to.deep.equal({ password: CANARY });
    expectNoCanary(logs);
  });

  it("loads and creates the app once for many invocations", async () => {
    const { handler, store, apps } = setUp([everything]);
    const responses = [await handler(), await handler(), await handler()];
    expect(responses.map(({ cache }) => cache)).to.deep.equal(["miss", "hit", "hit"]);
    expect(new Set(responses.map(({ version }) => version)).size).to.equal(1);
    expect(store.inputs).to.have.length(1);
    expect(apps).to.have.length(1);
  });

  it("shares one load and one app between concurrent invocations", async () => {
    const { handler, store, apps } = setUp([everything]);
    const responses = await Promise.all([handler(), handler()]);
    expect(responses.map(({ cache }) => cache)).to.deep.equal(["miss", "miss"]);
    expect(store.inputs).to.have.length(1);
    expect(apps).to.have.length(1);
  });

  it("caches nothing when the second page fails, and loads every page again at the next invocation", async () => {
    const first: Page = { Parameters: [api], NextToken: "two" };
    const { handler, store, apps } = setUp([first, new Error("down"), first, { Parameters: [database] }]);
    await configurationErrorOf(handler());
    expect(apps).to.have.length(0);
    const response = await handler();
    expect(Object.keys(response.sections)).to.deep.equal(["api", "database"]);
    expect(response.cache).to.equal("miss");
    expect(store.inputs.map(({ NextToken }) => NextToken)).to.deep.equal([undefined, "two", undefined, "two"]);
  });

  it("fails if the path has no parameter, and loads again at the next invocation", async () => {
    const { handler } = setUp([{ Parameters: [] }, everything]);
    expect((await configurationErrorOf(handler())).message).to.include("There is no parameter under /dev/app");
    expect((await handler()).cache).to.equal("miss");
  });

  it("fails the invocation without a request if an environment variable is missing", async () => {
    for (const name of Object.keys(environment)) {
      const { handler, store, logs } = setUp([everything], { environment: { ...environment, [name]: undefined } });
      expect((await configurationErrorOf(handler())).message).to.include(`The environment variable ${name} `);
      expect(store.inputs).to.have.length(0);
      expect(logs).to.have.length(1);
    }
  });

  it("logs one entry without values for a load, and none for a hit", async () => {
    const { handler, logs, time } = setUp([everything]);
    const { version } = await handler(undefined, context("request-1"));
    await handler(undefined, context("request-2"));
    expect(logs).to.have.length(1);
    const { _aws, ...entry } = { ...logs[0] };
    expect(entry).to.deep.equal({
      level: "INFO",
      message: "configuration loaded",
      requestId: "request-1",
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

  it("logs a failed load and the failed invocation, with the reason and without values", async () => {
    const broken = { ...database, Value: `{"password": ${CANARY}` };
    const { handler, logs } = setUp([{ Parameters: [api, broken] }]);
    const error = await configurationErrorOf(handler(undefined, context("request-1")));
    expect(logs[0]).to.include({ level: "WARN", message: "configuration load failed", reason: error.message });
    expect(logs.slice(1)).to.deep.equal([
      {
        level: "ERROR",
        message: "invocation failed",
        requestId: "request-1",
        error: "ConfigurationError",
        reason: error.message,
        cause: undefined,
      },
    ]);
    expectNoCanary(logs, error);
  });

  it("logs only the name of an error that may quote a value", async () => {
    const { handler, logs } = setUp([everything], {
      setUp: () => {
        throw new RangeError(CANARY);
      },
    });
    expect(await handler().catch((error: unknown) => error)).to.be.instanceOf(RangeError);
    expect(logs.map(({ level, error, reason }) => [level, error, reason])).to.deep.equal([
      ["WARN", "RangeError", undefined],
      ["ERROR", "RangeError", undefined],
    ]);
    expectNoCanary(logs);
  });
});

describe("the user's `handle`", () => {
  const object = { nested: { list: [1] } };

  for (const [kind, response] of [
    ["undefined", undefined],
    ["null", null],
    ["a string", "text"],
    ["an object", object],
  ] as const) {
    it(`returns ${kind} as the response, unchanged`, async () => {
      for (const handle of [() => response, () => Promise.resolve(response)]) {
        const { lambdaHandler } = setUp([everything], { handle });
        expect(await lambdaHandler({}, context("one"))).to.equal(response);
      }
    });
  }

  it("receives the event, and next to it the app, configuration, context and state of the cache", async () => {
    const calls: unknown[][] = [];
    const app = {};
    const { lambdaHandler, time } = setUp([everything], { setUp: () => app, handle: (...args) => calls.push(args) });
    const [event, invocationContext] = [{ id: 1 }, context("one")];
    await lambdaHandler(event, invocationContext);
    time.freeze(1999);
    await lambdaHandler(event, invocationContext);
    const [first = [], second = []] = calls;
    expect(first).to.have.length(2);
    expect(first[0]).to.equal(event);
    const invocation = first[1] as Invocation<object, unknown>;
    expect(Object.keys(invocation)).to.deep.equal(["app", "configuration", "context", "cache"]);
    expect(invocation.app).to.equal(app);
    expect(invocation.context).to.equal(invocationContext);
    expect(Object.keys(invocation.configuration)).to.deep.equal(["undeclared"]);
    expect(invocation.cache).to.include({ state: "miss", ageSeconds: 0 });
    expect(invocation.cache.version).to.match(/^[0-9a-f]{12}$/);
    expect(second[1]).to.deep.include({ cache: { ...invocation.cache, state: "hit", ageSeconds: 1 } });
    expect(second[1]).to.have.property("configuration", invocation.configuration);
  });

  it("fails the invocation with its own error, which is logged by its name only, and the configuration stays", async () => {
    const failure = new RangeError(CANARY);
    for (const fail of [
      () => {
        throw failure;
      },
      () => Promise.reject(failure),
    ]) {
      const { lambdaHandler, logs, store } = setUp([everything], { handle: fail });
      for (const requestId of ["one", "two"]) {
        expect(await errorOf(lambdaHandler({}, context(requestId)))).to.equal(failure);
      }
      expect(logs.map(({ level, requestId, error }) => [level, requestId, error])).to.deep.equal([
        ["INFO", "one", undefined],
        ["ERROR", "one", "RangeError"],
        ["ERROR", "two", "RangeError"],
      ]);
      expect(store.inputs).to.have.length(1);
      expectNoCanary(logs);
    }
  });
});

describe("createHandler with a fake clock and fake random numbers", () => {
  /** Returns a random source that repeats these numbers. */
  const repeating = (...randoms: number[]) => {
    let drawn = 0;
    return () => randoms[drawn++ % randoms.length] ?? NaN;
  };

  /** Creates a handler that has just loaded and can load once more. */
  async function loaded(random: () => number, ...more: (Page | Error)[]) {
    const harness = setUp([everything, ...more, everything], { random });
    await harness.handler();
    const afterMs = async (ms: number) => {
      harness.time.freeze(ms);
      const { cache, ageSeconds } = await harness.handler();
      return [cache, ageSeconds];
    };
    return { ...harness, afterMs };
  }

  it("varies the TTL by up to a tenth, depending on the random number", async () => {
    for (const [random, ttlMs] of [[0, 270_000] as const, [0.5, 300_000] as const, [1, 330_000] as const]) {
      const { afterMs } = await loaded(() => random);
      expect(await afterMs(ttlMs)).to.deep.equal(["hit", ttlMs / 1000]);
      expect(await afterMs(1)).to.deep.equal(["refreshed", 0]);
    }
  });

  it("draws one random number for the TTL of each handler", async () => {
    const random = repeating(0, 0.999);
    const [early, late] = [await loaded(random), await loaded(random)];
    expect(await late.afterMs(280_000)).to.deep.equal(["hit", 280]);
    expect(await early.afterMs(280_000)).to.deep.equal(["refreshed", 0]);
    expect(await late.afterMs(49_000)).to.deep.equal(["hit", 329]);
    expect(await late.afterMs(1000)).to.deep.equal(["refreshed", 0]);
    expect(await early.afterMs(270_001)).to.deep.equal(["stale", 270]);
  });

  it("draws a random number for the backoff after a failed refresh", async () => {
    // The backoff is one second plus a quarter of another.
    const { afterMs } = await loaded(repeating(0, 0.25), new Error("down"));
    expect(await afterMs(270_001)).to.deep.equal(["stale", 270]);
    expect(await afterMs(1249)).to.deep.equal(["stale", 271]);
    expect(await afterMs(1)).to.deep.equal(["refreshed", 0]);
  });

  it("does not reduce the age of the configuration when the wall clock goes back", async () => {
    const { afterMs } = await loaded(() => 0.5);
    expect(await afterMs(-1_000_000)).to.deep.equal(["hit", 0]);
    expect(await afterMs(100_000)).to.deep.equal(["hit", 100]);
    expect(await afterMs(-60_000)).to.deep.equal(["hit", 100]);
    expect(await afterMs(200_000)).to.deep.equal(["hit", 300]);
    expect(await afterMs(1)).to.deep.equal(["refreshed", 0]);
  });

  it("does not serve a stale configuration longer when the wall clock goes back", async () => {
    const { handler, time, afterMs } = await loaded(() => 0.5, new Error("down"), new Error("down"));
    expect(await afterMs(3_900_000)).to.deep.equal(["stale", 3900]);
    time.freeze(-3_900_000);
    expect(await afterMs(0)).to.deep.equal(["stale", 3900]);
    time.freeze(2000);
    expect((await configurationErrorOf(handler())).message).to.match(
      /^The configuration in memory has expired\. It is 3902\.0 s old, /,
    );
  });
});
