import { expect } from "chai";
import { INPUTS, NAME, STATE, withParameterProvider } from "../support/parameterProvider.ts";

/** Tags of other tools: the first is ignored by its key, the second by its prefix. */
const OTHERS = { backup: "daily", "cost:center": "42" };

describe("SecureParameterProvider with aws:ignoreTags", () => {
  const ignoreTags = JSON.stringify({ keys: ["backup"], keyPrefixes: ["cost:"] });
  const context = withParameterProvider({ "aws:ignoreTags": ignoreTags });

  const live = (tags: Readonly<Record<string, string>>) => {
    context.server.responders = {
      DescribeParameters: () => ({
        Parameters: [{ Name: NAME, Type: "SecureString", KeyId: INPUTS.keyId, Version: 3 }],
      }),
      ListTagsForResource: () => ({ TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
      AddTagsToResource: () => ({}),
      RemoveTagsFromResource: () => ({}),
    };
  };

  it("reports only tags that are not ignored as drift", async () => {
    live({ ...INPUTS.tags, ...OTHERS });
    expect(await context.provider.read(NAME, STATE)).to.deep.equal({ id: NAME, props: STATE });
    live({ team: "red", cost: "1", ...OTHERS });
    const { props } = await context.provider.read(NAME, STATE);
    expect(props?.tags).to.deep.equal({ team: "red", cost: "1" });
  });

  it("reports no difference if the state contains ignored tags", async () => {
    const old = { ...STATE, tags: { ...STATE.tags, ...OTHERS } };
    expect(await context.provider.diff(NAME, old, INPUTS)).to.deep.equal({ changes: false, replaces: [] });
  });

  it("does not remove ignored tags when another tag changes", async () => {
    live({});
    const old = { ...STATE, tags: { old: "1", ...OTHERS } };
    const { outs } = await context.provider.update(NAME, old, INPUTS);
    expect(outs?.tags).to.deep.equal(INPUTS.tags);
    expect(context.server.requests.map(({ action, body }) => [action, body["TagKeys"] ?? body["Tags"]])).to.deep.equal([
      ["RemoveTagsFromResource", ["old"]],
      ["AddTagsToResource", [{ Key: "team", Value: "blue" }]],
    ]);
  });
});

describe("SecureParameterProvider without aws:ignoreTags", () => {
  const context = withParameterProvider();

  it("reports a difference if the state contains tags of other tools", async () => {
    const old = { ...STATE, tags: { ...STATE.tags, ...OTHERS } };
    expect(await context.provider.diff(NAME, old, INPUTS)).to.deep.equal({ changes: true, replaces: [] });
  });
});
