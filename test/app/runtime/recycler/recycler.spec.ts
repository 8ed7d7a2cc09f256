import { createServer } from "node:http";
import type { Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import type { Recycler } from "../../../../app/runtime/recycler/createRecycler.ts";
import { fakeChangeEvent } from "../../../../tools/fakes/fakeChangeEvent.ts";
import { close, listen } from "../../../../tools/lib/localServer.ts";
import { withEnvironment } from "../../support/environment.ts";
import { withOutput } from "../../support/output.ts";

const PATH = "/dev/parameterStoreBlog";

describe("the recycler module", () => {
  let server: Server;
  let written: unknown;

  withEnvironment({
    FUNCTION_NAME: "parameterStoreBlog-dev",
    PARAMETER_PATH: PATH,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL_LAMBDA: undefined,
  });

  beforeEach(async () => {
    written = undefined;
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        if (request.method === "PUT") written = JSON.parse(body.toString());
        response.end(JSON.stringify({ RevisionId: "7", Environment: { Variables: { ENV: "dev" } } }));
      });
    });
    process.env["AWS_ENDPOINT_URL_LAMBDA"] = await listen(server);
  });

  afterEach(() => {
    close(server);
  });

  it("recycles the function in FUNCTION_NAME through the Lambda API", async () => {
    const { handler } = (await import("../../../../app/runtime/recycler/recycler.ts")) as { handler: Recycler };
    const event = fakeChangeEvent({
      name: `${PATH}/appConfig`,
      operation: "Update",
      region: "eu-west-1",
      accountId: "111122223333",
      timeMs: Date.now(),
    });
    const { result, output } = await withOutput(() => handler(event, { awsRequestId: "request" }));
    expect(result).to.equal("recycled");
    expect(written).to.have.property("RevisionId", "7");
    expect(written).to.have.nested.property("Environment.Variables.ENV", "dev");
    expect(written).to.have.nested.property("Environment.Variables.RECYCLED_AT").that.is.a("string");
    expect(JSON.parse(output)).to.include({ message: "change recycled", name: `${PATH}/appConfig` });
  });
});
