import { expect } from "chai";
import { isSection, plain, secret } from "../../../../app/runtime/configuration/section.ts";
import type { StandardSchema } from "../../../../app/runtime/configuration/standardSchema.ts";

const schema: StandardSchema<unknown, { readonly url: string }> = {
  "~standard": { version: 1, vendor: "test", validate: () => ({ value: { url: "u" } }) },
};

describe("plain and secret", () => {
  it("declare a section of their kind, without a schema", () => {
    expect(plain()).to.deep.equal({ kind: "plain", schema: undefined });
    expect(secret()).to.deep.equal({ kind: "secret", schema: undefined, managed: true });
  });

  it("declare a secret that is written elsewhere", () => {
    expect(secret(schema, { managed: false })).to.deep.equal({ kind: "secret", schema, managed: false });
    expect(secret(undefined, { managed: false })).to.deep.include({ managed: false });
  });

  it("keep the schema", () => {
    expect(plain(schema).schema).to.equal(schema);
    expect(secret(schema).schema).to.equal(schema);
  });
});

describe("isSection", () => {
  it("accepts what plain and secret return, and nothing else", () => {
    for (const section of [plain(), secret(), plain(schema)]) expect(isSection(section)).to.equal(true);
    for (const other of [undefined, null, 5, "plain", {}, { kind: "other" }, [], plain, schema]) {
      expect(isSection(other)).to.equal(false);
    }
  });
});
