import { expect } from "chai";
import { SecureParameterProvider } from "../../../infra/secureParameter/secureParameterProvider.ts";
import { INPUTS, NAME, STATE } from "../support/parameterProvider.ts";

describe("SecureParameterProvider's diff", () => {
  const provider = new SecureParameterProvider();
  const diff = (olds: object, news: object = {}) => provider.diff(NAME, { ...STATE, ...olds }, { ...INPUTS, ...news });

  it("finds nothing when nothing changed, whatever the tags' order", async () => {
    expect(await diff({})).to.deep.equal({ changes: false, replaces: [] });
    const tags = [{ tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" } }] as const;
    expect(await diff(...tags)).to.deep.equal({ changes: false, replaces: [] });
  });

  it("finds nothing when a section enters or leaves `adopt` after it was created", async () => {
    expect(await diff({}, { adopt: true })).to.deep.equal({ changes: false, replaces: [] });
    expect(await diff({ adopt: true })).to.deep.equal({ changes: false, replaces: [] });
  });

  it("updates a plain parameter that becomes a secret, whose state has neither tags nor a write", async () => {
    const plain = { id: NAME, name: NAME, type: "String", insecureValue: "{}", version: 3 };
    const old = plain as unknown as Parameters<typeof provider.diff>[1];
    expect(await provider.diff(NAME, old, INPUTS)).to.deep.equal({ changes: true, replaces: [] });
  });

  const updates: Record<string, readonly [olds: object, news: object]> = {
    "another value": [{}, { value: "{}" }],
    "another key": [{}, { keyId: "two" }],
    "a key changed behind the stack's back": [{ keyId: "two" }, {}],
    "a version that this stack did not write": [{ version: 4 }, {}],
    "a parameter made again, whose versions start at 1": [{ version: 1 }, {}],
    "another type": [{ type: "String" }, {}],
    "a tag more": [{}, { tags: { team: "blue", cost: "1" } }],
    "a tag less": [{}, { tags: {} }],
    "another tag in its place": [{}, { tags: { cost: "blue" } }],
    "another value of a tag": [{}, { tags: { team: "green" } }],
    "newer code": [{}, { __provider: "newer code" }],
  };
  for (const [what, [olds, news]] of Object.entries(updates)) {
    it(`updates after ${what}`, async () => {
      expect(await diff(olds, news)).to.deep.equal({ changes: true, replaces: [] });
    });
  }

  it("replaces a parameter that has another name", async () => {
    expect(await diff({}, { name: "/dev/app/other" })).to.deep.equal({ changes: true, replaces: ["name"] });
  });
});
