import { expect } from "chai";
import { failure } from "../../../tools/fakes/awsServer.ts";
import { INPUTS, NAME, rejection, withParameterProvider } from "../support/parameterProvider.ts";

const seconds = (ms: number) => Math.round(ms / 1000);

describe("SecureParameterProvider.create", () => {
  const context = withParameterProvider();
  const exists = () => failure("ParameterAlreadyExists", "The parameter already exists.");

  /** Lets the first attempt fail, and the second one find this parameter. */
  const found = (live: object) => {
    let puts = 0;
    context.server.responders = {
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

  it("overwrites and tags a parameter that its own attempt created when the response was lost", async () => {
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
    "is not a secret": { Type: "String" },
    "is older than the operation": { LastModifiedDate: seconds(Date.now()) - 60 },
  };
  for (const [what, difference] of Object.entries(others)) {
    it(`fails after a lost response when the existing parameter ${what}`, async () => {
      found({ ...own(), ...difference });
      const error = await rejection(context.provider.create(INPUTS));
      expect(error.message).to.include(`${NAME} already exists in Parameter Store`);
      const puts = context.server.requests.filter(({ action }) => action === "PutParameter");
      expect(puts.map(({ body }) => body["Overwrite"])).to.deep.equal([false, false]);
    });
  }

  it("fails when a parameter exists and no own attempt can have written it, even if it looks the same", async () => {
    context.server.responders = { PutParameter: exists, DescribeParameters: () => ({ Parameters: [own()] }) };
    await rejection(context.provider.create(INPUTS));
    expect(context.server.actions).to.deep.equal(["PutParameter"]);
  });

  it("overwrites an adopted parameter and replaces its tags with those of the stack", async () => {
    context.server.responders = {
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

  it("fails when an adopted parameter has another type, and deletes nothing", async () => {
    context.server.types.set(NAME, "String");
    context.server.responders = { PutParameter: exists, ListTagsForResource: () => ({}) };
    const error = await rejection(context.provider.create({ ...INPUTS, adopt: true }));
    expect(error.message).to.include(`${NAME} could not be written (HierarchyTypeMismatchException)`);
    expect(context.server.actions).not.to.include("DeleteParameter");
  });
});
