import { expect } from "chai";
import { failure } from "../../../tools/fakes/awsServer.ts";
import { INPUTS, NAME, rejection, withParameterProvider } from "../support/parameterProvider.ts";

const seconds = (ms: number) => Math.round(ms / 1000);

describe("SecureParameterProvider's create", () => {
  const context = withParameterProvider();
  const exists = () => failure("ParameterAlreadyExists", "The parameter already exists.");

  /** The parameter that is there when the second attempt comes. */
  const found = (live: object) => {
    let puts = 0;
    context.server.answers = {
      PutParameter: ({ Overwrite }) =>
        ++puts === 1 ? failure("InternalServerError") : Overwrite === true ? { Version: 2 } : exists(),
      DescribeParameters: () => ({ Parameters: [live] }),
      ListTagsForResource: () => ({ TagList: [] }),
      AddTagsToResource: () => ({}),
    };
  };
  const own = () => ({
    Name: NAME,
    Type: "SecureString",
    KeyId: INPUTS.keyId,
    Version: 1,
    LastModifiedDate: seconds(Date.now()),
  });

  it("goes on when an attempt wrote the parameter whose response was lost, and tags it", async () => {
    found(own());
    const { outs } = await context.provider.create(INPUTS);
    expect(outs).to.deep.include({ ...INPUTS, version: 2, writtenVersion: 2 });
    expect(context.server.actions).to.deep.equal([
      "PutParameter",
      "PutParameter",
      "DescribeParameters",
      "ListTagsForResource",
      "PutParameter",
      "AddTagsToResource",
    ]);
  });

  const others: Record<string, object> = {
    "has more than one version": { Version: 2 },
    "is under another key": { KeyId: "alias/aws/ssm" },
    "is no secret": { Type: "String" },
    "was there before": { LastModifiedDate: seconds(Date.now()) - 60 },
  };
  for (const [what, difference] of Object.entries(others)) {
    it(`fails after a lost response when the parameter that is there ${what}`, async () => {
      found({ ...own(), ...difference });
      const error = await rejection(context.provider.create(INPUTS));
      expect(error.message).to.include(`${NAME} exists already in Parameter Store`);
      const puts = context.server.requests.filter(({ action }) => action === "PutParameter");
      expect(puts.map(({ body }) => body["Overwrite"])).to.deep.equal([false, false]);
    });
  }

  it("fails when a parameter is there and no attempt can have written it, whatever it looks like", async () => {
    context.server.answers = { PutParameter: exists, DescribeParameters: () => ({ Parameters: [own()] }) };
    await rejection(context.provider.create(INPUTS));
    expect(context.server.actions).to.deep.equal(["PutParameter"]);
  });

  it("overwrites a parameter that is adopted, and gives it the stack's tags in place of its own", async () => {
    context.server.answers = {
      PutParameter: ({ Overwrite }) => (Overwrite === true ? { Version: 8 } : exists()),
      ListTagsForResource: () => ({ TagList: [{ Key: "owner", Value: "me" }] }),
      RemoveTagsFromResource: () => ({}),
      AddTagsToResource: () => ({}),
    };
    const { outs } = await context.provider.create({ ...INPUTS, adopt: true });
    expect(outs).to.deep.include({ version: 8, writtenVersion: 8, tags: INPUTS.tags });
    const [, , overwrite, removed, added] = context.server.requests;
    expect(overwrite?.body).to.include({ Overwrite: true, KeyId: INPUTS.keyId }).and.not.have.property("Tags");
    expect(removed?.body).to.deep.include({ TagKeys: ["owner"] });
    expect(added?.body).to.deep.include({ Tags: [{ Key: "team", Value: "blue" }] });
  });

  it("fails when a parameter that is adopted has another type, and deletes nothing", async () => {
    context.server.types.set(NAME, "String");
    context.server.answers = { PutParameter: exists, ListTagsForResource: () => ({}) };
    const error = await rejection(context.provider.create({ ...INPUTS, adopt: true }));
    expect(error.message).to.include(`${NAME} could not be written (HierarchyTypeMismatchException)`);
    expect(context.server.actions).not.to.include("DeleteParameter");
  });
});
