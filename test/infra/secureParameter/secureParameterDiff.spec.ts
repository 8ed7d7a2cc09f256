import { expect } from "chai";
import { SecureParameterProvider } from "../../../infra/secureParameter/secureParameterProvider.ts";
import { INPUTS, NAME, STATE } from "../support/parameterProvider.ts";

describe("SecureParameterProvider.diff", () => {
  const provider = new SecureParameterProvider();
  const diff = (olds: object, news: object = {}) => provider.diff(NAME, { ...STATE, ...olds }, { ...INPUTS, ...news });

  it("reports no change when inputs and state are equal, even if the tags are in a different order", async () => {
    expect(await diff({})).to.deep.equal({ changes: false, replaces: [] });
    const tags = [{ tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" } }] as const;
    expect(await diff(...tags)).to.deep.equal({ changes: false, replaces: [] });
  });

  it("reports no change when a section is added to or removed from `adopt` after its creation", async () => {
    expect(await diff({}, { adopt: true })).to.deep.equal({ changes: false, replaces: [] });
    expect(await diff({ adopt: true })).to.deep.equal({ changes: false, replaces: [] });
  });

  it("updates a plain parameter that becomes a secret and whose state has no tags and no write id", async () => {
    const plain = { id: NAME, name: NAME, type: "String", insecureValue: "{}", version: 3 };
    const old = plain as unknown as Parameters<typeof provider.diff>[1];
    expect(await provider.diff(NAME, old, INPUTS)).to.deep.equal({ changes: true, replaces: [] });
  });

  const updates: Record<string, readonly [olds: object, news: object]> = {
    "a different value": [{}, { value: "{}" }],
    "a different key": [{}, { keyId: "two" }],
    "a key that was changed outside Pulumi": [{ keyId: "two" }, {}],
    "a version that this stack did not write": [{ version: 4 }, {}],
    "a parameter that was recreated and restarted at version 1": [{ version: 1 }, {}],
    "a different type": [{ type: "String" }, {}],
    "an added tag": [{}, { tags: { team: "blue", cost: "1" } }],
    "a removed tag": [{}, { tags: {} }],
    "a tag with a different key": [{}, { tags: { cost: "blue" } }],
    "a tag with a different value": [{}, { tags: { team: "green" } }],
    "newer provider code": [{}, { __provider: "newer code" }],
  };
  for (const [what, [olds, news]] of Object.entries(updates)) {
    it(`updates the parameter after ${what}`, async () => {
      expect(await diff(olds, news)).to.deep.equal({ changes: true, replaces: [] });
    });
  }

  it("replaces the parameter when its name changes", async () => {
    expect(await diff({}, { name: "/dev/app/other" })).to.deep.equal({ changes: true, replaces: ["name"] });
  });
});
