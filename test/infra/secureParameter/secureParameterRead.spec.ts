import { expect } from "chai";
import { INPUTS, NAME, STATE, withParameterProvider } from "../support/parameterProvider.ts";

describe("SecureParameterProvider.read", () => {
  const context = withParameterProvider();
  const metadata = { Name: NAME, Type: "SecureString", KeyId: INPUTS.keyId, Version: 3 };

  const live = (changes: object = {}, tags: Readonly<Record<string, string>> = INPUTS.tags) => {
    context.server.responders = {
      DescribeParameters: () => ({ Parameters: [{ ...metadata, ...changes }] }),
      ListTagsForResource: () => ({ TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    };
  };

  it("returns the state when nothing changed, and requests only metadata and tags", async () => {
    live();
    expect(await context.provider.read(NAME, STATE)).to.deep.equal({ id: NAME, props: STATE });
    const filter = { Key: "Name", Option: "Equals", Values: [NAME] };
    expect(context.server.requests.map(({ action, body }) => ({ action, body }))).to.deep.equal([
      { action: "DescribeParameters", body: { ParameterFilters: [filter], MaxResults: 50 } },
      { action: "ListTagsForResource", body: { ResourceType: "Parameter", ResourceId: NAME } },
    ]);
  });

  it("returns the live version, key, type and tags in addition to the written version", async () => {
    live({ Version: 9, KeyId: "alias/aws/ssm", Type: "String" }, { team: "red" });
    expect(await context.provider.read(NAME, STATE)).to.deep.equal({
      id: NAME,
      props: {
        ...STATE,
        version: 9,
        writtenVersion: 3,
        keyId: "alias/aws/ssm",
        type: "String",
        tags: { team: "red" },
      },
    });
  });

  it("returns a changed version, which makes diff report a change", async () => {
    live({ Version: 4 });
    const { props } = await context.provider.read(NAME, STATE);
    if (props === undefined) expect.fail("nothing was read");
    expect(await context.provider.diff(NAME, props, INPUTS)).to.deep.equal({ changes: true, replaces: [] });
  });

  const stale: Record<string, object[]> = {
    "it is absent": [],
    "it has an older version": [{ ...metadata, Version: 2 }],
  };
  for (const [what, first] of Object.entries(stale)) {
    it(`waits two seconds and describes the parameter again if ${what}`, async () => {
      live();
      const { DescribeParameters: caughtUp } = context.server.responders;
      let calls = 0;
      context.server.responders["DescribeParameters"] = (body) =>
        ++calls === 1 ? { Parameters: first } : (caughtUp?.(body) ?? {});
      expect(await context.provider.read(NAME, STATE)).to.deep.equal({ id: NAME, props: STATE });
      expect([calls, context.delaysMs]).to.deep.equal([2, [2000]]);
    });
  }

  it("accepts the second response", async () => {
    live({ Version: 2 });
    expect((await context.provider.read(NAME, STATE)).props).to.deep.equal({ ...STATE, version: 2 });
    context.server.responders = { DescribeParameters: () => ({}) };
    expect(await context.provider.read(NAME, STATE)).to.deep.equal({ id: "" });
    expect(context.delaysMs).to.deep.equal([2000, 2000]);
  });

  it("does not wait when nothing changed", async () => {
    live();
    await context.provider.read(NAME, STATE);
    expect(context.delaysMs).to.deep.equal([]);
  });

  const pages = (last: object) => {
    context.server.responders = {
      DescribeParameters: ({ NextToken }) =>
        NextToken === undefined
          ? { Parameters: [], NextToken: "two" }
          : NextToken === "two"
            ? { NextToken: "three" }
            : last,
      ListTagsForResource: () => ({}),
    };
  };

  it("continues after an empty page that is not the last", async () => {
    pages({ Parameters: [{ ...metadata, Version: 5 }] });
    const { id, props } = await context.provider.read(NAME, STATE);
    expect(id).to.equal(NAME);
    expect(props).to.deep.include({ version: 5, tags: {} });
    const tokens = context.server.requests.slice(0, 3).map(({ body }) => body["NextToken"]);
    expect(tokens).to.deep.equal([undefined, "two", "three"]);
  });

  it("reports a parameter as deleted only after the last page", async () => {
    pages({ Parameters: [{ ...metadata, Name: `${NAME}Other` }] });
    expect(await context.provider.read(NAME, STATE)).to.deep.equal({ id: "" });
    const tokens = context.server.requests.map(({ body }) => body["NextToken"]);
    expect(tokens).to.deep.equal([undefined, "two", "three", undefined, "two", "three"]);
  });

  it("imports nothing, because without a state there is no value to write", async () => {
    live();
    expect(await context.provider.read(NAME)).to.deep.equal({ id: "" });
  });
});
