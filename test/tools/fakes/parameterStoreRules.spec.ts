import "../../app/support/quietTracing.ts";
import { GetParametersByPathCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { FaultyStore } from "../../../tools/fakes/faultyStore.ts";
import { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import { errorOf } from "../../app/support/failure.ts";
import { FakeParameterStore, parameter } from "../../app/support/fakeParameterStore.ts";

const Path = "/dev/app";

/** Requests that Parameter Store rejects and the emulator does not. */
const REJECTED = {
  "more than ten parameters a page": { Path, MaxResults: 11 },
  "no parameter a page": { Path, MaxResults: 0 },
  "a path that ends with a slash": { Path: `${Path}/` },
  "a path without a slash before it": { Path: "dev/app" },
  "a path of AWS's own": { Path: "/aws/service" },
  "an empty token": { Path, NextToken: "" },
};

describe("the fakes of Parameter Store", () => {
  let server: SsmServer;
  let client: SSMClient;

  beforeEach(async () => {
    server = new SsmServer(() => ({ body: { Parameters: [] } }));
    const credentials = { accessKeyId: "key", secretAccessKey: "secret" };
    client = new SSMClient({ endpoint: await server.start(), region: "eu-west-1", credentials, maxAttempts: 1 });
  });

  afterEach(() => {
    client.destroy();
    server.stop();
  });

  for (const [what, input] of Object.entries(REJECTED)) {
    it(`reject ${what}`, async () => {
      const command = new GetParametersByPathCommand(input);
      expect((await errorOf(client.send(command))).name).to.equal("ValidationException");
      expect((await errorOf(new FakeParameterStore({ Parameters: [] }).send(command))).message).to.match(/must/);
    });
  }

  it("accept the largest page, and no other call", async () => {
    const page = await client.send(new GetParametersByPathCommand({ Path, MaxResults: 10 }));
    expect(page.Parameters).to.deep.equal([]);
    const error = await errorOf(client.send(new GetParametersCommand({ Names: ["a"] })));
    expect(error.message).to.equal("Only GetParametersByPath is expected");
  });

  it("send no page of more than ten parameters", () => {
    const Parameters = Array.from({ length: 11 }, (_, index) => parameter(`${Path}/s${index}`, {}));
    expect(() => new FakeParameterStore({ Parameters })).to.throw("no page of 11 parameters");
  });

  for (const [what, wrong, message] of [
    ["an empty value", { Value: "" }, "its value is empty"],
    ["double braces in a value", { Value: '{"a":"{{b}}"}' }, "its value has double braces"],
    ["a value of more than 8,192 bytes", { Value: "€".repeat(2731) }, "its value has more than 8192 bytes"],
    ["a name with a space", { Name: `${Path}/a b` }, "its name"],
  ] as const) {
    it(`store no parameter with ${what}`, () => {
      const good = { Name: `${Path}/api`, Type: "String", Value: "{}", Version: 1 } as const;
      expect(() => new FaultyStore([good, { ...good, ...wrong }])).to.throw(message);
      const store = new FaultyStore([good]);
      expect(() => (store.parameters = [{ ...good, ...wrong }])).to.throw(message);
    });
  }
});
