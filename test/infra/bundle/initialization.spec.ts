import { expect } from "chai";
import { bundleFiles } from "../../../infra/bundle/bundleFiles.ts";
import { userFunctionEntry } from "../../../infra/bundle/functionEntry.ts";
import { sampleProject } from "../../../tools/fakes/sampleProject.ts";
import { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import { findCalls } from "../../../tools/lib/segment.ts";
import { startXrayDaemon } from "../../../tools/local/xrayDaemon.ts";
import type { XrayDaemon } from "../../../tools/local/xrayDaemon.ts";
import { runBundle } from "./support/runBundle.ts";

const APP_CONFIG = { url: "https://example.com/", logLevel: "info", maxConnections: 5 };

const PARAMETERS = [
  { Name: "/dev/app/appConfig", Type: "String", Value: JSON.stringify(APP_CONFIG), Version: 1 },
  { Name: "/dev/app/appSecrets", Type: "SecureString", Value: '{"secretKey":"s"}', Version: 1 },
];

/** Records the timers that have not fired, and the promises that the bundle created and that are not settled. */
const RECORD_PENDING = `
  const timers = new Set();
  for (const [start, stop] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
    const [startTimer, stopTimer] = [globalThis[start], globalThis[stop]];
    globalThis[start] = (callback, ...args) => {
      const timer = startTimer((...values) => (timers.delete(timer), callback(...values)), ...args);
      timers.add(timer);
      return timer;
    };
    globalThis[stop] = (timer) => (timers.delete(timer), stopTimer(timer));
  }
  const promises = new Map();
  const { promiseHooks } = await import("node:v8");
  const stopHook = promiseHooks.createHook({
    init: (promise) => {
      const { stack } = new Error();
      if (stack.includes("index.mjs")) promises.set(promise.id = Symbol(), { reference: new WeakRef(promise), stack });
    },
    settled: (promise) => promises.delete(promise.id),
  });
  const pending = async () => {
    stopHook();
    // The process's own input and output are pipes.
    const active = process.getActiveResourcesInfo().filter((resource) => resource !== "PipeWrap");
    const timersLeft = timers.size;
    // A promise that nobody can settle any more is garbage.
    await new Promise((resolve) => setImmediate(resolve));
    gc();
    const stacks = [...promises.values()].flatMap(({ reference, stack }) => (reference.deref() ? [stack] : []));
    return { active, timers: timersLeft, promises: stacks };
  };`;

/** The variable that Lambda sets for each invocation, and not during INIT. */
const INVOCATION_TRACE = `
  process.env._X_AMZN_TRACE_ID = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";`;

/** Lets the segments leave the process. */
const UNTIL_SENT = `await new Promise((resolve) => setTimeout(resolve, 100));`;

describe("INIT of a function's bundle", () => {
  let files: Readonly<Record<string, Uint8Array>>;
  let server: SsmServer;
  let daemon: XrayDaemon;
  let environment: Readonly<Record<string, string>>;

  before(async () => {
    const entry = userFunctionEntry({ name: "viewer", reads: "all", sections: ["appConfig", "appSecrets"] });
    ({ files } = await bundleFiles(sampleProject(), entry));
  });

  beforeEach(async () => {
    server = new SsmServer(() => ({ body: { Parameters: PARAMETERS } }));
    daemon = await startXrayDaemon();
    environment = {
      LOAD_DURING_INIT: "true",
      AWS_ENDPOINT_URL_SSM: await server.start(),
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      LAMBDA_TASK_ROOT: "/var/task",
    };
  });

  afterEach(() => {
    server.stop();
    daemon.stop();
  });

  it("loads the configuration, and leaves no request, timer or promise", async () => {
    const result = await runBundle(
      files,
      `const left = await pending(); ${INVOCATION_TRACE} return { left, response: await bundle.handler({}, context) };`,
      environment,
      RECORD_PENDING,
    );
    expect(result).to.have.property("left").that.deep.equals({ active: [], timers: 0, promises: [] });
    expect(result).to.have.nested.property("response.cache", "hit");
    expect(server.requests).to.have.length(1);
  });

  it("ends when its time is over, and the first invocation waits for the load", async () => {
    const invoked = Promise.withResolvers<undefined>();
    server.respond = async () => {
      await invoked.promise;
      return { body: { Parameters: PARAMETERS } };
    };
    const watch = setInterval(() => {
      if (server.requests.length > 1) invoked.resolve(undefined);
    }, 10);
    const result = await runBundle(
      files,
      `const left = await pending();
      ${INVOCATION_TRACE}
      const first = bundle.handler({}, context);
      await fetch(process.env.AWS_ENDPOINT_URL_SSM, { method: "POST", body: "{}" });
      const response = await first;
      ${UNTIL_SENT}
      return { left, response };`,
      environment,
      `${RECORD_PENDING} performance.now = () => 8000;`,
    );
    clearInterval(watch);
    expect(result).to.have.nested.property("left.active").that.includes("TCPSocketWrap");
    expect(result).to.have.nested.property("response.cache", "miss");
    expect(server.targets).to.deep.equal(["AmazonSSM.GetParametersByPath", undefined]);
    const [load, ...others] = daemon.segments.filter(({ name }) => name === "Configuration");
    expect(others).to.deep.equal([]);
    expect(load).to.deep.include({ parent_id: "53995c3f42cd8ad8" }).and.not.have.property("fault");
    expect(load?.annotations).to.include({ loaded_during: "init", cache_state: "miss" });
  });

  it("appears in the trace of the first invocation with the call and its real times", async () => {
    await runBundle(
      files,
      `${INVOCATION_TRACE} await bundle.handler({}, context); await bundle.handler({}, context); ${UNTIL_SENT} return "sent";`,
      environment,
    );
    const [call, load, ...others] = daemon.segments;
    expect(others).to.deep.equal([]);
    expect(load).to.deep.include({ name: "Configuration", parent_id: "53995c3f42cd8ad8" });
    expect(load?.trace_id).to.equal("1-5759e988-bd862e3fe1be46a994272793");
    expect(load?.annotations).to.include({ loaded_during: "init" }).and.not.have.property("cache_state");
    expect(call).to.include({ parent_id: load?.id, trace_id: load?.trace_id });
    expect(call && findCalls("GetParametersByPath", call)).to.have.length(1);
  });

  it("appears as annotations in an invocation that is much later, next to the refresh", async () => {
    await runBundle(
      files,
      `const { now } = Date;
      Date.now = () => now() + 600_000;
      ${INVOCATION_TRACE} await bundle.handler({}, context); ${UNTIL_SENT} return "sent";`,
      environment,
    );
    const loads = daemon.segments.filter(({ name }) => name === "Configuration");
    expect(loads.map(({ parent_id, annotations }) => [parent_id, annotations?.["loaded_during"]])).to.deep.equal([
      ["53995c3f42cd8ad8", "init"],
      ["53995c3f42cd8ad8", undefined],
    ]);
    expect(loads[1]?.annotations).to.include({ cache_state: "refreshed" });
    const calls = daemon.segments.filter((segment) => findCalls("GetParametersByPath", segment).length > 0);
    expect(calls.map(({ parent_id }) => parent_id)).to.deep.equal([loads[1]?.id]);
  });
});
