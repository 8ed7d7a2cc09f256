import "./support/quietTracing.ts";
import { expect } from "chai";
import type { Handler } from "../../app/runtime/createHandler.ts";
import { SsmServer } from "../../tools/fakes/ssmServer.ts";
import { CANARY, expectNoCanary } from "./support/canary.ts";
import { withEnvironment } from "./support/environment.ts";
import { configurationErrorOf } from "./support/failure.ts";
import { context } from "./support/handlerHarness.ts";
import { withOutput } from "./support/output.ts";

describe("the viewer module", () => {
  const body = { Parameters: [{ Name: "/dev/app/api", Type: "String", Value: '{"url":"u"}', Version: 1 }] };
  let server: SsmServer;
  const environment = {
    ENV: "dev",
    APP_CONFIG_PATH: "app",
    CONFIG_VERSION: undefined,
    REVEAL_SECRETS: undefined,
    CACHE_TTL_SECONDS: "300",
    CACHE_MAX_STALE_SECONDS: "3600",
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL_SSM: undefined,
  };

  withEnvironment(environment);

  beforeEach(async () => {
    server = new SsmServer(() => ({ body }));
    process.env["AWS_ENDPOINT_URL_SSM"] = await server.start();
  });

  afterEach(() => {
    server.stop();
  });

  it("requests nothing when it is imported, and loads only at the first invocation", async () => {
    const handler = await freshHandler("first");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).to.have.length(0);

    const { result: first, output } = await withOutput(() => handler({}, context("request-1")));
    expect(first.sections).to.deep.equal({ api: { url: "u" } });
    expect(first.cache).to.equal("miss");
    expect(server.requests).to.have.length(1);

    const lines = output.trimEnd().split("\n");
    expect(lines).to.have.length(1);
    const entry = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(entry).to.include({ level: "INFO", message: "configuration loaded", path: "/dev/app", parameters: 1 });
    expect(entry["durationMs"]).to.be.a("number");
    expect(entry["timestamp"]).to.match(/^\d{4}-\d\d-\d\dT.*Z$/);

    const { result: second, output: silence } = await withOutput(() => handler({}, context("request-2")));
    expect(second).to.deep.equal({ ...first, cache: "hit" });
    expect(server.requests).to.have.length(1);
    expect(silence).to.equal("");
  });

  it("redacts a response that is not JSON, and recovers once the response is valid", async () => {
    const handler = await freshHandler("second");
    server.respond = () => ({ body: `{"Parameters":[{"Value":${CANARY}` });
    const { result: error, output } = await withOutput(() => configurationErrorOf(handler()));
    expect(error.message).to.include("RedactedResponseError");
    expectNoCanary(error, output);

    server.respond = () => ({ body });
    const { result } = await withOutput(() => handler());
    expect(result.cache).to.equal("miss");
  });
});

/** Imports the module again, as a new execution environment does. */
async function freshHandler(environmentName: string): Promise<Handler> {
  const module = (await import(`../../app/viewer.ts?environment=${environmentName}`)) as { handler: Handler };
  return module.handler;
}
