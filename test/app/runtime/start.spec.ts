import "../support/quietTracing.ts";
import { expect } from "chai";
import { plain } from "../../../app/runtime/configuration/section.ts";
import { prepare, start } from "../../../app/runtime/start.ts";
import { handler as notifier } from "../../../tools/fakes/app/notifier.ts";
import { handler as viewer } from "../../../tools/fakes/app/viewer.ts";
import type { SsmResponse } from "../../../tools/fakes/ssmServer.ts";
import { CANARY, expectNoCanary } from "../support/canary.ts";
import { withEnvironment } from "../support/environment.ts";
import { configurationErrorOf } from "../support/failure.ts";
import { context, ENVIRONMENT, viewerInvoker } from "../support/handlerHarness.ts";
import { withOutput } from "../support/output.ts";
import { useSsmServer } from "../support/useSsmServer.ts";

const VIEWER = { name: "viewer", definition: viewer, reads: "all", sections: {} } as const;

/** Starts the viewer, as a new execution environment does. */
async function startViewer() {
  const now = performance.now.bind(performance);
  // This process is older than an INIT can be.
  performance.now = () => 0;
  try {
    return viewerInvoker(await start(VIEWER));
  } finally {
    performance.now = now;
  }
}

/** Creates the viewer's handler without the load of INIT. */
const prepareViewer = () => viewerInvoker(prepare(VIEWER).handler);

describe("start with its defaults", () => {
  const body = { Parameters: [{ Name: "/dev/app/api", Type: "String", Value: '{"url":"u"}', Version: 1 }] };
  const { now } = Date;
  const { random } = Math;

  withEnvironment({
    ...ENVIRONMENT,
    CONFIG_VERSION: undefined,
    LOAD_DURING_INIT: undefined,
    REVEAL_SECRETS: undefined,
  });
  const server = useSsmServer(body);

  afterEach(() => {
    Date.now = now;
    Math.random = random;
  });

  it("loads the configuration during INIT, and the first invocation finds it in memory", async () => {
    const { result: handler, output } = await withOutput(startViewer);
    expect(server().requests).to.have.length(1);
    const { _aws, ...entry } = JSON.parse(output) as Record<string, unknown>;
    expect(entry).to.include({ level: "INFO", message: "configuration loaded", during: "init", path: "/dev/app" });
    expect(_aws)
      .to.have.nested.property("CloudWatchMetrics[1].Dimensions")
      .that.deep.equals([["FunctionName", "during"]]);
    const { result: response, output: silence } = await withOutput(() => handler({}, context("request-1")));
    expect(response).to.deep.include({ sections: { api: { url: "u" } }, cache: "hit", ageSeconds: 0 });
    expect(server().requests).to.have.length(1);
    expect(silence).to.equal("");
  });

  it("does not reject if the load of INIT fails, and the first invocation loads", async () => {
    server().respond = () => ({ status: 400, body: { __type: "AccessDeniedException", message: "ssm: no" } });
    const { result: handler, output } = await withOutput(startViewer);
    expect(JSON.parse(output)).to.include({ level: "WARN", message: "configuration load failed", during: "init" });
    server().respond = () => ({ body });
    expect((await withOutput(() => handler())).result).to.include({ cache: "miss" });
    expect(server().requests).to.have.length(2);
  });

  it("does not reject or request anything if a variable is missing, which fails each invocation", async () => {
    delete process.env["ENV"];
    const { result: handler, output } = await withOutput(startViewer);
    expect(output).to.equal("");
    const { result: error } = await withOutput(() => configurationErrorOf(handler()));
    expect(error.message).to.include("The environment variable ENV is missing or empty");
    expect(server().requests).to.have.length(0);
  });

  it("requests nothing before the first invocation if LOAD_DURING_INIT is false", async () => {
    process.env["LOAD_DURING_INIT"] = "false";
    const handler = await startViewer();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server().requests).to.have.length(0);

    const { result: first, output } = await withOutput(() => handler({}, context("request-1")));
    expect(first.sections).to.deep.equal({ api: { url: "u" } });
    expect(first.cache).to.equal("miss");
    expect(server().requests).to.have.length(1);

    const lines = output.trimEnd().split("\n");
    expect(lines).to.have.length(1);
    const entry = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(entry).to.include({ level: "INFO", message: "configuration loaded", path: "/dev/app", parameters: 1 });
    expect(entry["durationMs"]).to.be.a("number");
    expect(entry["timestamp"]).to.match(/^\d{4}-\d\d-\d\dT.*Z$/);

    const { result: second, output: silence } = await withOutput(() => handler({}, context("request-2")));
    expect(second).to.deep.equal({ ...first, cache: "hit" });
    expect(server().requests).to.have.length(1);
    expect(silence).to.equal("");
  });

  it("redacts a response that is not JSON, and recovers once the response is valid", async () => {
    const handler = prepareViewer();
    server().respond = () => ({ body: `{"Parameters":[{"Value":${CANARY}` });
    const { result: error, output } = await withOutput(() => configurationErrorOf(handler()));
    expect(error.message).to.include("RedactedResponseError");
    expectNoCanary(error, output);

    server().respond = () => ({ body });
    const { result } = await withOutput(() => handler());
    expect(result.cache).to.equal("miss");
  });

  it("loads the sections of a list by their names", async () => {
    const Parameters = [{ Name: "/dev/app/appConfig", Type: "String", Value: '{"url":"u"}', Version: 1 }];
    server().respond = () => ({ body: { Parameters, InvalidParameters: [] } });
    const sections = { appConfig: plain() };
    const { handler } = prepare({ name: "notifier", definition: notifier, reads: ["appConfig"], sections });
    const { result } = await withOutput(() => handler({ name: "Ada" }, context("one")));
    expect(result).to.deep.equal({ message: "Hello Ada", appConfig: { url: "u" }, cache: "miss" });
    expect(server().targets).to.deep.equal(["AmazonSSM.GetParameters"]);
    expect(server().requests).to.deep.equal([{ Names: ["/dev/app/appConfig"], WithDecryption: true }]);
  });

  it("makes no call if a function reads nothing", async () => {
    const definition = { name: "ticker", handle: () => "tick" };
    const { handler } = prepare({ name: "ticker", definition, reads: [], sections: {} });
    const { result, output } = await withOutput(() => handler({}, context("one")));
    expect(result).to.equal("tick");
    expect(server().requests).to.have.length(0);
    expect(JSON.parse(output)).to.include({ level: "INFO", message: "configuration loaded", parameters: 0 });
  });

  it("rejects a definition with the name of another function", () => {
    expect(() => prepare({ ...VIEWER, name: "notifier" })).to.throw(
      Error,
      'app/notifier.ts must define the function "notifier", and defines "viewer". ' +
        'Fix: export const handler = defineHandler("notifier", …) in app/notifier.ts',
    );
  });

  /** Loads a configuration. Returns a function that invokes the handler at an age and returns the cache state and age. */
  async function loaded() {
    const nowMs = now();
    Date.now = () => nowMs;
    const { result: handler } = await withOutput(startViewer);
    return async (ageMs: number) => {
      Date.now = () => nowMs + ageMs;
      const { cache, ageSeconds } = (await withOutput(handler)).result;
      return [cache, ageSeconds];
    };
  }

  for (const [drawn, ttlMs] of [[0, 270_000] as const, [0.25, 285_000] as const, [1, 330_000] as const]) {
    it(`refreshes after ${ttlMs / 1000} s of the system clock if Math.random returns ${drawn}`, async () => {
      Math.random = () => drawn;
      const atAge = await loaded();
      expect(await atAge(ttlMs)).to.deep.equal(["hit", ttlMs / 1000]);
      expect(server().requests).to.have.length(1);
      expect(await atAge(ttlMs + 1)).to.deep.equal(["refreshed", 0]);
      expect(server().requests).to.have.length(2);
    });
  }

  it("draws a random number for each handler", async () => {
    Math.random = () => 0;
    const early = await loaded();
    Math.random = () => 1;
    const late = await loaded();
    expect(await early(280_000)).to.deep.equal(["refreshed", 0]);
    expect(await late(280_000)).to.deep.equal(["hit", 280]);
  });

  it("serves the old configuration when a refresh takes longer than a second, and the new one once it arrives", async () => {
    let laterMs = 0;
    Date.now = () => now() + laterMs;
    const handler = prepareViewer();
    const invoke = async () => (await withOutput(() => handler({}, context("one", 30_000)))).result;
    await invoke();
    laterMs = 330_001;
    const response = Promise.withResolvers<SsmResponse>();
    server().respond = () => response.promise;
    const beganMs = performance.now();
    expect(await invoke()).to.include({ cache: "stale" });
    expect(performance.now() - beganMs).to.be.within(990, 5000);
    const refreshed = invoke();
    response.resolve({ body: { Parameters: [{ ...body.Parameters[0], Value: '{"url":"new"}', Version: 2 }] } });
    expect(await refreshed).to.deep.include({ cache: "refreshed", sections: { api: { url: "new" } } });
    expect(server().requests).to.have.length(2);
  });
});
