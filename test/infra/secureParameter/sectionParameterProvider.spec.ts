import { expect } from "chai";
import { SectionParameterProvider } from "../../../infra/secureParameter/sectionParameterProvider.ts";
import { failure } from "../../../tools/fakes/awsServer.ts";
import { INPUTS, NAME, STATE, withParameterProvider } from "../support/parameterProvider.ts";

const UNMANAGED = { __provider: "code", name: NAME, managed: false } as const;

describe("SectionParameterProvider", () => {
  const context = withParameterProvider();
  const provider = new SectionParameterProvider();

  beforeEach(() => {
    provider.secure = context.provider;
  });

  const actions = () => context.server.requests.map(({ action, body }) => [action, body["Overwrite"]]);

  describe("for a parameter that is written elsewhere", () => {
    // The server rejects every call.
    it("makes no call when it is created, updated, refreshed or deleted", async () => {
      expect(await provider.create(UNMANAGED)).to.deep.equal({ id: NAME, outs: UNMANAGED });
      expect(await provider.update(NAME, UNMANAGED, { ...UNMANAGED, __provider: "newer" })).to.deep.equal({
        outs: { ...UNMANAGED, __provider: "newer" },
      });
      expect(await provider.read(NAME, UNMANAGED)).to.deep.equal({ id: NAME, props: UNMANAGED });
      await provider.delete(NAME, UNMANAGED);
      expect(actions()).to.deep.equal([]);
    });

    it("reports a change only of its name or the provider's code, and never a replacement", async () => {
      const diff = (old: object, news: object) =>
        provider.diff(NAME, { ...UNMANAGED, ...old }, { ...UNMANAGED, ...news });
      expect(await diff({}, {})).to.deep.equal({ changes: false, replaces: [] });
      expect(await diff({ __provider: "older" }, {})).to.deep.equal({ changes: true, replaces: [] });
      expect(await diff({}, { name: "/dev/app/other" })).to.deep.equal({ changes: true, replaces: [] });
    });
  });

  it("neither writes nor deletes a secret or a plain parameter that will be written elsewhere, even with another name", async () => {
    const plain = { id: NAME, name: NAME, type: "String", insecureValue: "{}", version: 3 } as unknown as typeof STATE;
    for (const old of [STATE, plain]) {
      for (const name of [NAME, "/dev/app/other"]) {
        const news = { ...UNMANAGED, name };
        expect(await provider.diff(NAME, old, news)).to.deep.equal({ changes: true, replaces: [] });
        expect(await provider.update(NAME, old, news)).to.deep.equal({ outs: news });
      }
    }
    expect(actions()).to.deep.equal([]);
  });

  it("overwrites a parameter that was written elsewhere and is managed again, or creates it", async () => {
    expect(await provider.diff(NAME, UNMANAGED, INPUTS)).to.deep.equal({ changes: true, replaces: [] });
    let exists = true;
    context.server.responders = {
      PutParameter: ({ Overwrite }) =>
        exists && Overwrite !== true ? failure("ParameterAlreadyExists") : { Version: 5, Tier: "Standard" },
      ListTagsForResource: () => ({ TagList: [] }),
      AddTagsToResource: () => ({}),
    };
    const { outs } = await provider.update(NAME, UNMANAGED, INPUTS);
    expect(outs).to.deep.include({ ...INPUTS, type: "SecureString", version: 5, writtenVersion: 5 });
    expect(outs).not.to.have.property("managed");
    exists = false;
    await provider.update(NAME, UNMANAGED, INPUTS);
    expect(actions().filter(([action]) => action === "PutParameter")).to.deep.equal([
      ["PutParameter", false],
      ["PutParameter", true],
      ["PutParameter", false],
    ]);
  });

  it("replaces a parameter that is managed again if its resource still has an older name as its id", async () => {
    const state = { ...UNMANAGED, name: "/dev/app/renamed" };
    const news = { ...INPUTS, name: "/dev/app/renamed" };
    expect(await provider.diff(NAME, state, news)).to.deep.equal({ changes: true, replaces: ["name"] });
  });

  it("leaves everything else to SecureParameterProvider", async () => {
    context.server.responders = {
      PutParameter: () => ({ Version: 1, Tier: "Standard" }),
      DescribeParameters: () => ({ Parameters: [{ Name: NAME, Type: "SecureString", Version: 3, KeyId: "one" }] }),
      ListTagsForResource: () => ({ TagList: [] }),
      DeleteParameter: () => ({}),
    };
    expect(await provider.diff(NAME, STATE, INPUTS)).to.deep.equal({ changes: false, replaces: [] });
    await provider.create(INPUTS);
    await provider.update(NAME, { ...STATE, value: "{}" }, INPUTS);
    await provider.read(NAME, STATE);
    expect(await provider.read(NAME)).to.deep.equal({ id: "" });
    await provider.delete(NAME, STATE);
    expect(actions().map(([action]) => action)).to.deep.equal([
      "PutParameter",
      "PutParameter",
      "DescribeParameters",
      "ListTagsForResource",
      "DeleteParameter",
    ]);
  });

  it("configures SecureParameterProvider", async () => {
    const configured = new SectionParameterProvider();
    const settings: Record<string, string> = {
      "aws:region": "eu-west-1",
      "aws:accessKey": "AKIDEXAMPLE",
      "aws:secretKey": "key",
    };
    const get = (key: string) => settings[key];
    await configured.configure({ config: { get, require: (key) => get(key) ?? "" } });
    expect(configured.secure.store.client.config.region).to.be.a("function");
    expect(await configured.secure.store.client.config.region()).to.equal("eu-west-1");
    configured.secure.store.client.destroy();
  });
});
