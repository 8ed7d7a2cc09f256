import { expect } from "chai";
import { describeGrantChange, grantChanges } from "../../../../infra/config/existing/grantChanges.ts";
import type { SecretsRead } from "../../../../infra/policies/keyPolicy.ts";

type Grants = Readonly<Record<string, SecretsRead>>;

/** Returns the sentences about a change. */
const changes = (before: Grants, after: Grants): readonly string[] =>
  grantChanges(new Map(Object.entries(before)), new Map(Object.entries(after))).map((change) =>
    describeGrantChange(change, { environment: "dev", appName: "app" }),
  );

describe("grantChanges", () => {
  it("returns every grant, in the order of the principals, if nothing was granted before", () => {
    expect(changes({}, { viewer: "all", mailer: ["mail", "database"] })).to.deep.equal([
      "The key policy will let mailer decrypt mail.",
      "The key policy will let mailer decrypt database.",
      "The key policy will let viewer decrypt all secrets under /dev/app.",
    ]);
  });

  it("returns nothing if nothing changes, also when sections and functions are in another order", () => {
    const before: Grants = { viewer: "all", mailer: ["mail", "database"] };
    expect(changes(before, before)).to.deep.equal([]);
    expect(changes(before, { mailer: ["database", "mail"], viewer: "all" })).to.deep.equal([]);
  });

  it("returns each section that is granted or revoked", () => {
    expect(changes({ mailer: ["mail", "database"] }, { mailer: ["mail", "billing"] })).to.deep.equal([
      "The key policy will let mailer decrypt billing.",
      "The key policy will no longer let mailer decrypt database.",
    ]);
  });

  it("returns what a removed function and a renamed one can no longer decrypt", () => {
    expect(changes({ old: ["mail"], removed: "all" }, { renamed: ["mail"] })).to.deep.equal([
      "The key policy will no longer let old decrypt mail.",
      "The key policy will no longer let removed decrypt all secrets under /dev/app.",
      "The key policy will let renamed decrypt mail.",
    ]);
  });

  it("distinguishes a section that is named all", () => {
    expect(changes({ mailer: ["all"] }, { worker: "all" })).to.deep.equal([
      "The key policy will no longer let mailer decrypt all.",
      "The key policy will let worker decrypt all secrets under /dev/app.",
    ]);
  });

  it("leaves out the sections that stay granted when `reads` changes from a list to all, or back", () => {
    expect(changes({ mailer: ["mail", "billing"] }, { mailer: "all" })).to.deep.equal([
      "The key policy will let mailer decrypt all secrets under /dev/app except mail, billing.",
    ]);
    expect(changes({ mailer: "all" }, { mailer: ["mail"] })).to.deep.equal([
      "The key policy will no longer let mailer decrypt all secrets under /dev/app except mail.",
    ]);
  });
});
