import { expect } from "chai";
import * as z from "zod/mini";
import { ConfigurationError } from "../../../app/runtime/configuration/configurationError.ts";
import { secret } from "../../../app/runtime/configuration/section.ts";
import type { LoadedConfiguration } from "../../../app/runtime/parameterStore/loadConfiguration.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { configurationErrorOf } from "../support/failure.ts";
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

const EMPTY: LoadedConfiguration = { configuration: {}, version: "v", parameters: 0 };

describe("handler after the TTL", () => {
  it("serves all changes, starting with the invocation that waits for the refresh", async () => {
    const { handler, time, apps } = createHandlerHarness([page(1), page(2)]);
    const first = await handler(undefined, context("one"));
    time.freeze(300_000);
    expect(await handler(undefined, context("two"))).to.deep.equal({ ...first, cache: "hit", ageSeconds: 300 });
    time.freeze(1);
    const second = await handler(undefined, context("three"));
    expect(second).to.include({ cache: "refreshed", ageSeconds: 0 });
    expect(second.sections["api"]).to.deep.equal({ url: "u2" });
    expect(second.version).not.to.equal(first.version);
    expect(apps).to.have.length(2);
  });

  it("keeps the app when a refresh finds no change", async () => {
    const { handler, time, apps, logs } = createHandlerHarness([page(1), page(1)]);
    await handler();
    time.freeze(300_001);
    expect((await handler()).cache).to.equal("refreshed");
    expect((await handler()).cache).to.equal("hit");
    expect(apps).to.have.length(1);
    expect(logs.map(({ state, parameters }) => [state, parameters])).to.deep.equal([
      ["miss", 2],
      ["refreshed", 2],
    ]);
  });

  it("keeps the old configuration when new values do not match the schema, logs one warning, and recovers", async () => {
    const typed = (port: string, Version: number): Page => ({
      Parameters: [parameter(`${path}/db`, { port, password: CANARY }, { Version, Type: "SecureString" })],
    });
    const sections = { db: secret(z.object({ port: z.coerce.number(), password: z.string() })) };
    const apps: unknown[] = [];
    const { handler, time, logs } = createHandlerHarness(
      [typed("1", 1), typed(`x${CANARY}`, 2), typed("3", 3)],
      {
        setUp: (configuration) => {
          apps.push((configuration as { db: { port: number } }).db.port);
          return {};
        },
      },
      sections,
    );
    const { version } = await handler();
    time.freeze(300_001);
    for (const age of [300, 300]) expect(await handler()).to.include({ cache: "stale", version, ageSeconds: age });
    const [, warning, ...others] = logs;
    expect(others).to.deep.equal([]);
    expect(warning).to.include({ level: "WARN", state: "stale", version, loads: 1, loadFailures: 1 });
    expect(warning?.["reason"]).to.include("/dev/app/db does not match its schema in app/sections.ts, at: port. Fix: ");
    expectNoCanary(logs);
    time.freeze(60_000);
    expect((await handler()).cache).to.equal("refreshed");
    expect(apps).to.deep.equal([1, 3]);
  });

  it("never refreshes when CACHE_TTL_SECONDS is 0", async () => {
    const { handler, time } = createHandlerHarness([page(1)], {
      environment: { ...ENVIRONMENT, CACHE_TTL_SECONDS: "0" },
    });
    await handler();
    time.freeze(1e9);
    expect(await handler()).to.include({ cache: "hit", ageSeconds: 1e6 });
  });

  it("serves the old configuration when a refresh fails, logs the failure once, and recovers", async () => {
    const { handler, time, store, logs, outcomes } = createHandlerHarness([page(1), new Error("down"), page(2)]);
    const { version } = await handler();
    time.freeze(300_001);
    expect(await handler(undefined, context("two"))).to.include({ cache: "stale", version, ageSeconds: 300 });
    time.freeze(1000);
    expect(await handler(undefined, context("three"))).to.include({ cache: "stale", version, ageSeconds: 301 });
    expect(store.inputs).to.have.length(2);
    expect(logs).to.have.length(2);
    const { _aws, ...warning } = { ...logs[1] };
    expect(warning).to.deep.equal({
      level: "WARN",
      message: "configuration load failed",
      requestId: "two",
      path,
      state: "stale",
      version,
      error: "ConfigurationError",
      reason:
        "Cannot load the parameters under /dev/app: Error. Fix: check the function's network, region and credentials, and invoke again.",
      cause: undefined,
      loads: 1,
      loadFailures: 1,
      ageSeconds: 300.001,
    });
    expect(_aws).to.have.property("Timestamp", time.nowMs() - 1000);
    time.freeze(500);
    expect(await handler()).to.include({ cache: "refreshed", ageSeconds: 0 });
    expect(outcomes.map(({ state, failed }) => [state, failed])).to.deep.equal([
      ["miss", false],
      ["stale", true],
      ["refreshed", false],
    ]);
    expectNoCanary(logs, outcomes);
  });

  it("keeps the old configuration when a page fails, a parameter is malformed, or no parameter exists", async () => {
    const broken = parameter(`${path}/database`, 0, { Value: CANARY, Type: "SecureString" });
    const first = { ...page(2), NextToken: "two" };
    const responses = [page(1), first, new Error("down"), { Parameters: [broken] }, { Parameters: [] }, page(3)];
    const { handler, time, logs } = createHandlerHarness(responses);
    const good = await handler();
    for (const pauseMs of [300_001, 60_000, 60_000]) {
      time.freeze(pauseMs);
      const { cache, ageSeconds, ...response } = await handler();
      expect(cache).to.equal("stale");
      expect({ ...response, cache: "miss", ageSeconds: 0 }).to.deep.equal(good);
      expect(ageSeconds).to.be.greaterThan(299);
    }
    time.freeze(60_000);
    expect((await handler()).sections["api"]).to.deep.equal({ url: "u3" });
    expectNoCanary(logs);
  });

  it("fails with the cause when the configuration has expired, and recovers with the next load", async () => {
    const { handler, time, logs } = createHandlerHarness([page(1), new Error("down"), page(2)]);
    await handler();
    time.freeze(3_900_001);
    const error = await configurationErrorOf(handler(undefined, context("two")));
    expect(error.message).to.match(/^The configuration in memory has expired\. It is 3900\.0 s old, /);
    expect((error.cause as Error).message).to.include("Cannot load the parameters under /dev/app");
    expect(logs.map(({ level }) => level)).to.deep.equal(["INFO", "WARN", "ERROR"]);
    expect(logs[1]).to.include({ state: "miss", ageSeconds: undefined, loadFailures: 1 });
    expect(await handler()).to.include({ cache: "refreshed" });
  });

  it("counts a load once, and its failure once, when it is late for several invocations", async () => {
    let respond: ((configuration: LoadedConfiguration) => void) | undefined;
    const load = () =>
      new Promise<LoadedConfiguration>((resolve) => {
        respond = resolve;
      });
    const { handler, time, logs } = createHandlerHarness([], { load });
    for (const requestId of ["one", "two"]) {
      const failure = configurationErrorOf(handler(undefined, context(requestId, 2500)));
      await time.pass(2000);
      await failure;
    }
    const third = handler(undefined, context("three", 3000));
    respond?.(EMPTY);
    expect((await third).cache).to.equal("miss");
    const reports = logs.filter(({ message }) => message.startsWith("configuration load"));
    expect(reports.map(({ message, loads, loadFailures }) => [message, loads, loadFailures])).to.deep.equal([
      ["configuration load failed", 1, 1],
      ["configuration loaded", 0, 0],
    ]);
  });

  it("serves the old configuration after 1 s of 30 when a refresh has no response, and warns once", async () => {
    const responses: PromiseWithResolvers<LoadedConfiguration>[] = [];
    const load = () => {
      const response = Promise.withResolvers<LoadedConfiguration>();
      responses.push(response);
      return response.promise;
    };
    const { handler, time, logs } = createHandlerHarness([], { load });
    const first = handler(undefined, context("one", 30_000));
    responses[0]?.resolve(EMPTY);
    await first;
    time.freeze(300_001);
    for (const requestId of ["two", "three"]) {
      const startMs = time.nowMs();
      const refresh = handler(undefined, context(requestId, 30_000));
      await time.pass(1000);
      expect(await refresh).to.include({ cache: "stale", version: "v" });
      expect(time.nowMs() - startMs).to.equal(1000);
    }
    expect(responses).to.have.length(2);
    expect(logs).to.have.length(2);
    const { level, message, requestId, state, error, reason, loads, loadFailures } = { ...logs[1] };
    expect({ level, message, requestId, state, error, loads, loadFailures }).to.deep.equal({
      level: "WARN",
      message: "configuration load failed",
      requestId: "two",
      state: "stale",
      error: "ConfigurationError",
      loads: 1,
      loadFailures: 1,
    });
    expect(reason).to.match(/^The refresh did not finish within 1\.0 s, so the configuration in memory is served\./);

    // The late failure is logged with its reason, but not counted again.
    responses[1]?.reject(new ConfigurationError("down"));
    await settled();
    expect(logs.slice(2).map(({ reason: why, loadFailures: count }) => [why, count])).to.deep.equal([["down", 0]]);
  });

  it("stops waiting 500 ms before the invocation's deadline", async () => {
    const { handler, time } = createHandlerHarness([], { load: () => new Promise(() => undefined) });
    const failure = configurationErrorOf(handler(undefined, context("one", 3000)));
    await time.pass(2499);
    expect(time.timers).to.equal(1);
    await time.pass(1);
    expect((await failure).message).to.include("did not load within 2.5 s");
  });
});
