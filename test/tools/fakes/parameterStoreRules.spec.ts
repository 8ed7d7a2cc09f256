import "../../app/support/quietTracing.ts";
import { GetParameterCommand, GetParametersByPathCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
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

const REJECTED_NAMES = {
  "no name": [],
  "more than ten names": Array.from({ length: 11 }, (_, index) => `${Path}/s${index}`),
  "a repeated name": [`${Path}/api`, `${Path}/api`],
  "a name without a path": ["api/"],
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

  for (const [what, Names] of Object.entries(REJECTED_NAMES)) {
    it(`reject ${what}`, async () => {
      const command = new GetParametersCommand({ Names });
      expect((await errorOf(client.send(command))).name).to.equal("ValidationException");
      expect((await errorOf(new FakeParameterStore({ Parameters: [] }).send(command))).message).to.match(/must/);
    });
  }

  it("accept ten names, and return those that are not stored as invalid", async () => {
    const store = new FaultyStore([{ Name: `${Path}/s3`, Type: "String", Value: "{}", Version: 1 }]);
    server.answer = (request) => store.respond(request, { pageSize: 0 });
    const Names = Array.from({ length: 10 }, (_, index) => `${Path}/s${index}`);
    const { Parameters = [], InvalidParameters = [] } = await client.send(new GetParametersCommand({ Names }));
    expect(Parameters.map(({ Name }) => Name)).to.deep.equal([`${Path}/s3`]);
    expect(InvalidParameters).to.deep.equal(Names.filter((name) => name !== `${Path}/s3`));
  });

  it("deny a whole call by names for one denied parameter", async () => {
    const names = ["a", "b"].map((name) => `${Path}/${name}`);
    const store = new FaultyStore(names.map((Name) => ({ Name, Type: "String", Value: "{}", Version: 1 })));
    store.deniedNames = [`${Path}/b`];
    server.answer = (request) => store.respond(request, { pageSize: 10 });
    const error = await errorOf(client.send(new GetParametersCommand({ Names: names })));
    expect(error.name).to.equal("AccessDeniedException");
    expect(error.message).to.include(":parameter/dev/app/b ");
  });

  it("accept the largest page, and no other call", async () => {
    const page = await client.send(new GetParametersByPathCommand({ Path, MaxResults: 10 }));
    expect(page.Parameters).to.deep.equal([]);
    const error = await errorOf(client.send(new GetParameterCommand({ Name: "a" })));
    expect(error.message).to.equal("Only GetParametersByPath and GetParameters are expected");
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
