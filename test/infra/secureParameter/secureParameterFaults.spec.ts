import { expect } from "chai";
import { failure } from "../../../tools/fakes/awsServer.ts";
import { expectNoCanary } from "../support/canary.ts";
import { INPUTS, NAME, rejection, STATE, withParameterProvider } from "../support/parameterProvider.ts";

describe("SecureParameterProvider under faults", () => {
  const context = withParameterProvider({ "aws:maxRetries": "1" });
  const denied = () => failure("AccessDeniedException", "User: me is not authorized");

  for (const type of ["ThrottlingException", "TooManyUpdates"]) {
    it(`retries after ${type} for a minute, whatever aws:maxRetries is, then fails and says what to do`, async () => {
      context.server.answers = { PutParameter: () => failure(type, "Rate exceeded") };
      const error = await rejection(context.provider.create(INPUTS));
      expectNoCanary(error);
      const waitedMs = context.pausesMs.reduce((sum, ms) => sum + ms, 0);
      expect(waitedMs).to.be.within(50_000, 60_000);
      expect(error.message).to.include(`${NAME} could not be written (${type})`).and.include("run `pulumi up` again");
      expect(error.message).not.to.include("aws:maxRetries");
    });
  }

  it("makes nothing but the denied call when it may not create", async () => {
    context.server.answers = { PutParameter: denied };
    await rejection(context.provider.create(INPUTS));
    expect(context.server.actions).to.deep.equal(["PutParameter"]);
  });

  it("changes no tag when it may not write the value", async () => {
    context.server.answers = { PutParameter: denied };
    const news = { ...INPUTS, value: "{}", tags: { cost: "1" } };
    await rejection(context.provider.update(NAME, STATE, news));
    expect(context.server.actions).to.deep.equal(["PutParameter"]);
  });

  it("fails when it may not change tags, and writes everything at the next attempt", async () => {
    const news = { ...INPUTS, value: "{}", tags: { cost: "1" } };
    context.server.answers = { PutParameter: () => ({ Version: 4 }), RemoveTagsFromResource: denied };
    const error = await rejection(context.provider.update(NAME, STATE, news));
    expectNoCanary(error);
    context.server.answers = {
      PutParameter: () => ({ Version: 5 }),
      RemoveTagsFromResource: () => ({}),
      AddTagsToResource: () => ({}),
    };
    // The state is what it was: the engine writes none for a failed update.
    const { outs } = await context.provider.update(NAME, STATE, news);
    expect(outs).to.deep.include({ ...news, version: 5, writtenVersion: 5 });
    expect(context.server.actions.slice(2)).to.deep.equal([
      "PutParameter",
      "RemoveTagsFromResource",
      "AddTagsToResource",
    ]);
  });

  it("makes a parameter of another type at the next attempt, when it could only delete it at the first", async () => {
    const old = { ...STATE, type: "String" };
    const live = { Name: NAME, Type: "String", Version: 1 };
    context.server.answers = {
      DescribeParameters: () => ({ Parameters: [live] }),
      DeleteParameter: () => ({}),
      PutParameter: denied,
    };
    await rejection(context.provider.update(NAME, old, INPUTS));
    context.server.answers = {
      // It lags behind the deletion.
      DescribeParameters: () => ({ Parameters: [live] }),
      DeleteParameter: () => failure("ParameterNotFound"),
      PutParameter: () => ({ Version: 1 }),
    };
    const { outs } = await context.provider.update(NAME, old, INPUTS);
    expect(outs).to.include({ type: "SecureString", version: 1 });
  });

  it("passes on that the key is disabled, and that it must be enabled", async () => {
    const message = `${INPUTS.keyId} is disabled.`;
    context.server.answers = { PutParameter: () => failure("InvalidKeyId", message) };
    const error = await rejection(context.provider.create(INPUTS));
    expect(error.message).to.include(message).and.to.include("the key must be enabled");
  });

  it("fails a refresh whose DescribeParameters is denied, rather than take the parameter for gone", async () => {
    context.server.answers = { DescribeParameters: denied };
    const error = await rejection(context.provider.read(NAME, STATE));
    expectNoCanary(error);
    expect(error.name).to.equal("AccessDeniedException");
  });

  it("fails a refresh whose second page is throttled for long", async () => {
    context.server.answers = {
      DescribeParameters: ({ NextToken }) =>
        NextToken === undefined ? { Parameters: [], NextToken: "two" } : failure("ThrottlingException"),
    };
    expect((await rejection(context.provider.read(NAME, STATE))).name).to.equal("ThrottlingException");
  });
});
