import { expect } from "chai";
import { failure } from "../../../tools/fakes/awsServer.ts";
import { expectNoCanary } from "../support/canary.ts";
import { INPUTS, NAME, rejection, STATE, withParameterProvider } from "../support/parameterProvider.ts";

describe("SecureParameterProvider under faults", () => {
  const context = withParameterProvider({ "aws:maxRetries": "1" });
  const denied = () => failure("AccessDeniedException", "User: me is not authorized");

  for (const type of ["ThrottlingException", "TooManyUpdates"]) {
    it(`retries ${type} for one minute, regardless of aws:maxRetries, and then fails with a fix`, async () => {
      context.server.responders = { PutParameter: () => failure(type, "Rate exceeded") };
      const error = await rejection(context.provider.create(INPUTS));
      expectNoCanary(error);
      const waitedMs = context.delaysMs.reduce((sum, ms) => sum + ms, 0);
      expect(waitedMs).to.be.within(50_000, 60_000);
      expect(error.message).to.include(`${NAME} could not be written (${type})`).and.include("run `pulumi up` again");
      expect(error.message).not.to.include("aws:maxRetries");
    });
  }

  it("stops after a denied PutParameter on create", async () => {
    context.server.responders = { PutParameter: denied };
    await rejection(context.provider.create(INPUTS));
    expect(context.server.actions).to.deep.equal(["PutParameter"]);
  });

  it("changes no tags when writing the value is denied", async () => {
    context.server.responders = { PutParameter: denied };
    const news = { ...INPUTS, value: "{}", tags: { cost: "1" } };
    await rejection(context.provider.update(NAME, STATE, news));
    expect(context.server.actions).to.deep.equal(["PutParameter"]);
  });

  it("fails when changing tags is denied, and writes everything in the next update", async () => {
    const news = { ...INPUTS, value: "{}", tags: { cost: "1" } };
    context.server.responders = { PutParameter: () => ({ Version: 4 }), RemoveTagsFromResource: denied };
    const error = await rejection(context.provider.update(NAME, STATE, news));
    expectNoCanary(error);
    context.server.responders = {
      PutParameter: () => ({ Version: 5 }),
      RemoveTagsFromResource: () => ({}),
      AddTagsToResource: () => ({}),
    };
    // The state is unchanged: the engine does not write it after a failed update.
    const { outs } = await context.provider.update(NAME, STATE, news);
    expect(outs).to.deep.include({ ...news, version: 5, writtenVersion: 5 });
    expect(context.server.actions.slice(2)).to.deep.equal([
      "PutParameter",
      "RemoveTagsFromResource",
      "AddTagsToResource",
    ]);
  });

  it("recreates a parameter of another type in the next update when the first one only deleted it", async () => {
    const old = { ...STATE, type: "String" };
    const live = { Name: NAME, Type: "String", Version: 1 };
    context.server.responders = {
      DescribeParameters: () => ({ Parameters: [live] }),
      DeleteParameter: () => ({}),
      PutParameter: denied,
    };
    await rejection(context.provider.update(NAME, old, INPUTS));
    context.server.responders = {
      // DescribeParameters lags behind the deletion.
      DescribeParameters: () => ({ Parameters: [live] }),
      DeleteParameter: () => failure("ParameterNotFound"),
      PutParameter: () => ({ Version: 1 }),
    };
    const { outs } = await context.provider.update(NAME, old, INPUTS);
    expect(outs).to.include({ type: "SecureString", version: 1 });
  });

  it("reports that the key is disabled and must be enabled", async () => {
    const message = `${INPUTS.keyId} is disabled.`;
    context.server.responders = { PutParameter: () => failure("InvalidKeyId", message) };
    const error = await rejection(context.provider.create(INPUTS));
    expect(error.message).to.include(message).and.to.include(`make sure that the key ${INPUTS.keyId} is enabled`);
  });

  it("fails a refresh when DescribeParameters is denied, and does not treat the parameter as deleted", async () => {
    context.server.responders = { DescribeParameters: denied };
    const error = await rejection(context.provider.read(NAME, STATE));
    expectNoCanary(error);
    expect(error.name).to.equal("AccessDeniedException");
  });

  it("fails a refresh when the second page stays throttled", async () => {
    context.server.responders = {
      DescribeParameters: ({ NextToken }) =>
        NextToken === undefined ? { Parameters: [], NextToken: "two" } : failure("ThrottlingException"),
    };
    expect((await rejection(context.provider.read(NAME, STATE))).name).to.equal("ThrottlingException");
  });
});
