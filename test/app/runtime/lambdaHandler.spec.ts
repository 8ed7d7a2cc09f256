import "../support/quietTracing.ts";
import { expect } from "chai";
import { lambdaHandler } from "../../../app/runtime/lambdaHandler.ts";
import { Viewer } from "../../../app/viewer.ts";
import { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import type { SsmResponse } from "../../../tools/fakes/ssmServer.ts";
import { withEnvironment } from "../support/environment.ts";
import { context, ENVIRONMENT } from "../support/handlerHarness.ts";
import { withOutput } from "../support/output.ts";

describe("lambdaHandler with its defaults", () => {
  const body = { Parameters: [{ Name: "/dev/app/api", Type: "String", Value: '{"url":"u"}', Version: 1 }] };
  const { now } = Date;
  const { random } = Math;
  let server: SsmServer;

  withEnvironment({
    ...ENVIRONMENT,
    CONFIG_VERSION: undefined,
    REVEAL_SECRETS: undefined,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL_SSM: undefined,
  });

  beforeEach(async () => {
    server = new SsmServer(() => ({ body }));
    process.env["AWS_ENDPOINT_URL_SSM"] = await server.start();
  });

  afterEach(() => {
    Date.now = now;
    Math.random = random;
    server.stop();
  });

  /** Loads a configuration. Returns a function that invokes the handler at an age and returns the cache state and age. */
  async function loaded() {
    const nowMs = now();
    Date.now = () => nowMs;
    const handler = lambdaHandler((configuration) => new Viewer(configuration));
    await withOutput(handler);
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
      expect(server.requests).to.have.length(1);
      expect(await atAge(ttlMs + 1)).to.deep.equal(["refreshed", 0]);
      expect(server.requests).to.have.length(2);
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
    const handler = lambdaHandler((configuration) => new Viewer(configuration));
    const invoke = async () => (await withOutput(() => handler({}, context("one", 30_000)))).result;
    await invoke();
    laterMs = 330_001;
    const response = Promise.withResolvers<SsmResponse>();
    server.respond = () => response.promise;
    const beganMs = performance.now();
    expect(await invoke()).to.include({ cache: "stale" });
    expect(performance.now() - beganMs).to.be.within(990, 5000);
    const refreshed = invoke();
    response.resolve({ body: { Parameters: [{ ...body.Parameters[0], Value: '{"url":"new"}', Version: 2 }] } });
    expect(await refreshed).to.deep.include({ cache: "refreshed", sections: { api: { url: "new" } } });
    expect(server.requests).to.have.length(2);
  });
});
