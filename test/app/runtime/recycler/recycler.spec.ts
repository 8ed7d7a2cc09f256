import { createServer } from "node:http";
import type { Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import { startRecycler } from "../../../../app/runtime/recycler/recycler.ts";
import { close, listen } from "../../../../tools/lib/localServer.ts";
import { withEnvironment } from "../../support/environment.ts";
import { withOutput } from "../../support/output.ts";
import { changeOf } from "../../support/recyclerHarness.ts";

const PATH = "/dev/parameterStoreBlog";

describe("startRecycler", () => {
  let server: Server;
  let written: Map<string | undefined, unknown>;

  withEnvironment({
    FUNCTION_NAME_PREFIX: "parameterStoreBlog-dev_",
    PARAMETER_PATH: PATH,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL_LAMBDA: undefined,
  });

  beforeEach(async () => {
    written = new Map();
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        if (request.method === "PUT") written.set(request.url, JSON.parse(body.toString()));
        response.end(JSON.stringify({ RevisionId: "7", Environment: { Variables: { ENV: "dev" } } }));
      });
    });
    process.env["AWS_ENDPOINT_URL_LAMBDA"] = await listen(server);
  });

  afterEach(() => {
    close(server);
  });

  it("recycles the functions whose names start with FUNCTION_NAME_PREFIX, through the Lambda API", async () => {
    const handler = startRecycler({ viewer: "all", notifier: ["appConfig"], worker: ["appSecrets"] });
    const event = changeOf({ timeMs: Date.now() - 3000 });
    const { result, output } = await withOutput(() => handler(event, { awsRequestId: "request" }));
    expect(result).to.deep.equal({ viewer: "recycled", notifier: "recycled" });
    const urlOf = (name: string) => `/2015-03-31/functions/parameterStoreBlog-dev_${name}/configuration`;
    expect([...written.keys()].sort()).to.deep.equal([urlOf("notifier"), urlOf("viewer")]);
    for (const body of written.values()) {
      expect(body).to.have.property("RevisionId", "7");
      expect(body).to.have.nested.property("Environment.Variables.ENV", "dev");
      expect(body).to.have.nested.property("Environment.Variables.RECYCLED_AT").that.is.a("string");
    }
    expect(JSON.parse(output)).to.deep.include({
      message: "change handled",
      name: `${PATH}/appConfig`,
      functions: { viewer: "recycled", notifier: "recycled" },
    });
  });

  for (const missing of ["FUNCTION_NAME_PREFIX", "PARAMETER_PATH"]) {
    it(`fails without ${missing}`, () => {
      process.env[missing] = "";
      expect(() => startRecycler({})).to.throw(`The environment variable ${missing} is missing or empty.`);
    });
  }
});
