import "../../app/support/quietTracing.ts";
import { GetParameterCommand, GetParametersByPathCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { AwsServer, failure } from "../../../tools/fakes/awsServer.ts";
import { FaultyStore } from "../../../tools/fakes/faultyStore.ts";
import { SsmServer } from "../../../tools/fakes/ssmServer.ts";
import { checkPut } from "../../../tools/lib/parameterStoreRules.ts";
import { errorOf } from "../../app/support/failure.ts";
import { FakeParameterStore, parameter } from "../../app/support/fakeParameterStore.ts";

const Path = "/dev/app";

/** Requests that Parameter Store rejects but the emulator accepts. */
const REJECTED = {
  "more than ten parameters per page": { Path, MaxResults: 11 },
  "no parameters per page": { Path, MaxResults: 0 },
  "a path that ends with a slash": { Path: `${Path}/` },
  "a path without a leading slash": { Path: "dev/app" },
  "a path that starts with aws": { Path: "/aws/service" },
  "an empty token": { Path, NextToken: "" },
};

const REJECTED_NAMES = {
  "no name": [],
  "more than ten names": Array.from({ length: 11 }, (_, index) => `${Path}/s${index}`),
  "a repeated name": [`${Path}/api`, `${Path}/api`],
  "a name without a path": ["api/"],
};

describe("fakes of Parameter Store", () => {
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
    it(`reject a request with ${what}`, async () => {
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
    server.respond = (request) => store.respond(request, { pageSize: 0 });
    const Names = Array.from({ length: 10 }, (_, index) => `${Path}/s${index}`);
    const { Parameters = [], InvalidParameters = [] } = await client.send(new GetParametersCommand({ Names }));
    expect(Parameters.map(({ Name }) => Name)).to.deep.equal([`${Path}/s3`]);
    expect(InvalidParameters).to.deep.equal(Names.filter((name) => name !== `${Path}/s3`));
  });

  it("deny a whole call by names for one denied parameter", async () => {
    const names = ["a", "b"].map((name) => `${Path}/${name}`);
    const store = new FaultyStore(names.map((Name) => ({ Name, Type: "String", Value: "{}", Version: 1 })));
    store.deniedNames = [`${Path}/b`];
    server.respond = (request) => store.respond(request, { pageSize: 10 });
    const error = await errorOf(client.send(new GetParametersCommand({ Names: names })));
    expect(error.name).to.equal("AccessDeniedException");
    expect(error.message).to.include(":parameter/dev/app/b ");
  });

  it("accept the largest page, and reject other calls", async () => {
    const page = await client.send(new GetParametersByPathCommand({ Path, MaxResults: 10 }));
    expect(page.Parameters).to.deep.equal([]);
    const error = await errorOf(client.send(new GetParameterCommand({ Name: "a" })));
    expect(error.message).to.equal("Only GetParametersByPath and GetParameters are expected");
  });

  it("reject a page of more than ten parameters", () => {
    const Parameters = Array.from({ length: 11 }, (_, index) => parameter(`${Path}/s${index}`, {}));
    expect(() => new FakeParameterStore({ Parameters })).to.throw("at most 10 parameters per page (got 11)");
  });

  for (const [what, wrong, message] of [
    ["an empty value", { Value: "" }, "its value is empty"],
    ["double braces in a value", { Value: '{"a":"{{b}}"}' }, "its value contains double braces"],
    ["a value of more than 8,192 bytes", { Value: "€".repeat(2731) }, "its value is longer than 8192 bytes"],
    ["a name with a space", { Name: `${Path}/a b` }, "its name is invalid"],
  ] as const) {
    it(`reject a parameter with ${what}`, () => {
      const good = { Name: `${Path}/api`, Type: "String", Value: "{}", Version: 1 } as const;
      expect(() => new FaultyStore([good, { ...good, ...wrong }])).to.throw(message);
      const store = new FaultyStore([good]);
      expect(() => (store.parameters = [{ ...good, ...wrong }])).to.throw(message);
    });
  }
});

const PUT = { Name: "/dev/app/one", Value: "{}", Type: "String", Tier: "Intelligent-Tiering" } as const;
const errorName = (put: Parameters<typeof checkPut>[0]) => checkPut({ ...PUT, ...put })?.name;

describe("checkPut", () => {
  it("rejects what AWS rejects but the emulator accepts", () => {
    expect(errorName({ Value: "" })).to.equal("ValidationException");
    expect(errorName({ Value: '{"key":"Hello {{name}}"}' })).to.equal("ValidationException");
    expect(errorName({ Value: "x".repeat(8193) })).to.equal("ValidationException");
    expect(errorName({ Value: "ü".repeat(4097) })).to.equal("ValidationException");
    expect(errorName({ Value: "x".repeat(4097), Tier: "Standard" })).to.equal("ValidationException");
    expect(errorName({ Overwrite: true, Tags: [{ Key: "a", Value: "b" }] })).to.equal("ValidationException");
    expect(checkPut({ ...PUT, Overwrite: true }, "SecureString")?.name).to.equal("HierarchyTypeMismatchException");
  });

  it("accepts what AWS accepts", () => {
    expect(errorName({ Value: "x".repeat(8192) })).to.equal(undefined);
    expect(errorName({ Value: '{"key":"{ { name } }"}' })).to.equal(undefined);
    expect(errorName({ Overwrite: true, Tags: [] })).to.equal(undefined);
    expect(errorName({ Overwrite: false, Tags: [{ Key: "a", Value: "b" }] })).to.equal(undefined);
    expect(checkPut({ ...PUT, Overwrite: true }, "String")).to.equal(undefined);
    expect(checkPut(PUT, "SecureString")).to.equal(undefined);
  });

  it("is applied by AwsServer before the test's own response", async () => {
    const server = new AwsServer();
    server.responders = { PutParameter: () => expect.fail("called") };
    const response = await fetch(await server.start(), {
      method: "POST",
      headers: { "x-amz-target": "AmazonSSM.PutParameter" },
      body: JSON.stringify({ ...PUT, Value: "" }),
    });
    server.stop();
    expect(response.status).to.equal(400);
    expect(await response.json())
      .to.have.keys(Object.keys(failure("")))
      .and.include({ __type: "ValidationException" });
  });
});
