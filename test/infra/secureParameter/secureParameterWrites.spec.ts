import { expect } from "chai";
import { expectNoCanary } from "../support/canary.ts";
import { INPUTS, NAME, STATE, VALUE, withParameterProvider } from "../support/parameterProvider.ts";

const PUT = { Name: NAME, Value: VALUE, Type: "SecureString", KeyId: INPUTS.keyId, Tier: "Intelligent-Tiering" };

describe("SecureParameterProvider", () => {
  const context = withParameterProvider();
  let versions: number;

  beforeEach(() => {
    versions = 0;
    context.server.responders = {
      PutParameter: () => ({ Version: ++versions, Tier: "Standard" }),
      AddTagsToResource: () => ({}),
      RemoveTagsFromResource: () => ({}),
    };
  });
  const sent = () => context.server.requests.map(({ action, body }) => ({ action, body }));

  describe("create", () => {
    it("sends only one PutParameter, with tags and without Overwrite", async () => {
      const { id } = await context.provider.create(INPUTS);
      expect(id).to.equal(NAME);
      const body = { ...PUT, Overwrite: false, Tags: [{ Key: "team", Value: "blue" }] };
      expect(sent()).to.deep.equal([{ action: "PutParameter", body }]);
    });

    it("returns the written version and a write id", async () => {
      const { outs } = await context.provider.create(INPUTS);
      expect(outs).to.deep.include({ ...INPUTS, type: "SecureString", version: 1, writtenVersion: 1 });
      expect(outs?.writeId).to.match(/^[0-9a-f-]{36}$/);
    });

    it("returns a different write id for the same value", async () => {
      const first = await context.provider.create(INPUTS);
      const second = await context.provider.create(INPUTS);
      expect(first.outs?.writeId).not.to.equal(second.outs?.writeId);
      expectNoCanary(first.outs?.writeId, second.outs?.writeId);
    });

    it("uses the credentials and the region of the config", async () => {
      await context.provider.create(INPUTS);
      expect(context.server.requests[0]).to.include({ accessKey: "AKIDEXAMPLE", region: "eu-west-1" });
    });
  });

  describe("update", () => {
    const changes = {
      "a different value": { news: { ...INPUTS, value: '{"secretKey":"other"}' }, old: STATE },
      "a different key": { news: { ...INPUTS, keyId: "arn:aws:kms:eu-west-1:123456789012:key/two" }, old: STATE },
      "a version that this stack did not write": { news: INPUTS, old: { ...STATE, version: 4 } },
    };
    for (const [what, { news, old }] of Object.entries(changes)) {
      it(`overwrites the parameter after ${what}`, async () => {
        const { outs } = await context.provider.update(NAME, old, news);
        const body = { ...PUT, Value: news.value, KeyId: news.keyId, Overwrite: true };
        expect(sent()).to.deep.equal([{ action: "PutParameter", body }]);
        expect(outs).to.deep.include({ ...news, type: "SecureString", version: 1, writtenVersion: 1 });
        expect(outs?.writeId).not.to.equal(STATE.writeId);
      });
    }

    it("deletes and recreates a parameter of another type, with its tags", async () => {
      context.server.responders = {
        ...context.server.responders,
        DescribeParameters: () => ({ Parameters: [{ Name: NAME, Type: "String", Version: 1 }] }),
        DeleteParameter: () => ({}),
      };
      const { outs } = await context.provider.update(NAME, { ...STATE, type: "String" }, INPUTS);
      const body = { ...PUT, Overwrite: false, Tags: [{ Key: "team", Value: "blue" }] };
      expect(sent().slice(1)).to.deep.equal([
        { action: "DeleteParameter", body: { Name: NAME } },
        { action: "PutParameter", body },
      ]);
      expect(outs).to.deep.include({ ...INPUTS, type: "SecureString", version: 1, writtenVersion: 1 });
      expect(outs?.writeId).not.to.equal(STATE.writeId);
    });

    it("deletes nothing when an interrupted update has already replaced the plain parameter with a secret", async () => {
      context.server.responders = {
        ...context.server.responders,
        DescribeParameters: () => ({ Parameters: [{ Name: NAME, Type: "SecureString", Version: 1 }] }),
        ListTagsForResource: () => ({ TagList: [{ Key: "team", Value: "blue" }] }),
        PutParameter: ({ Overwrite }) =>
          Overwrite === true ? { Version: 2 } : { __type: "ParameterAlreadyExists", message: "" },
      };
      const { outs } = await context.provider.update(NAME, { ...STATE, type: "String" }, INPUTS);
      expect(outs).to.include({ type: "SecureString", version: 2, writtenVersion: 2 });
      expect(context.server.actions).not.to.include("DeleteParameter");
    });

    it("removes the plain value from the state when a parameter becomes a secret", async () => {
      context.server.responders = { ...context.server.responders, DescribeParameters: () => ({}) };
      const plain = { ...STATE, type: "String", insecureValue: VALUE, arn: "arn" };
      const { outs } = await context.provider.update(NAME, plain, INPUTS);
      expect(outs).to.not.have.any.keys("insecureValue", "arn");
    });

    it("makes no call when only the provider code changed", async () => {
      const news = { ...INPUTS, __provider: "newer code" };
      expect(await context.provider.update(NAME, STATE, news)).to.deep.equal({ outs: { ...STATE, ...news } });
      expect(sent()).to.deep.equal([]);
    });

    it("adds and changes tags without writing the value", async () => {
      const tags = { team: "green", cost: "1" };
      const { outs } = await context.provider.update(NAME, STATE, { ...INPUTS, tags });
      const Tags = [
        { Key: "team", Value: "green" },
        { Key: "cost", Value: "1" },
      ];
      const body = { ResourceType: "Parameter", ResourceId: NAME, Tags };
      expect(sent()).to.deep.equal([{ action: "AddTagsToResource", body }]);
      expect(outs).to.deep.equal({ ...STATE, tags });
    });

    it("removes tags without writing the value", async () => {
      const old = { ...STATE, tags: { team: "blue", cost: "1" } };
      await context.provider.update(NAME, old, INPUTS);
      const body = { ResourceType: "Parameter", ResourceId: NAME, TagKeys: ["cost"] };
      expect(sent()).to.deep.equal([{ action: "RemoveTagsFromResource", body }]);
    });
  });

  describe("delete", () => {
    it("deletes the parameter", async () => {
      context.server.responders = { DeleteParameter: () => ({}) };
      await context.provider.delete(NAME);
      expect(sent()).to.deep.equal([{ action: "DeleteParameter", body: { Name: NAME } }]);
    });

    it("succeeds when the parameter is already deleted", async () => {
      context.server.responders = { DeleteParameter: () => ({ __type: "ParameterNotFound" }) };
      await context.provider.delete(NAME);
    });
  });
});
