import { expect } from "chai";
import { unexpected } from "../../../tools/access/matrix.ts";
import * as widen from "./support/widened.ts";

/** Who is allowed an action when the key policy is changed step by step, and what is not as it should be. */
async function after(...steps: readonly widen.Step[]) {
  const cells = await widen.verdictsAfter("keyPolicy", ...steps);
  const allowed = (action: string) => [
    ...new Set(
      cells
        .filter(({ question, verdict }) => question.action === action && verdict === "allowed")
        .map(({ who }) => who),
    ),
  ];
  return { allowed, red: unexpected(cells) };
}

const decryptsForAll: readonly widen.Step[] = [
  ["FunctionDecrypts", widen.unconditional],
  ["FunctionDecrypts", widen.withPrincipal("*")],
  ["FunctionDecrypts", widen.withAction("kms:ReEncryptFrom")],
];

describe("NobodyElseDecrypts", () => {
  it("holds alone, even with FunctionDecrypts open to everyone for everything", async () => {
    const { allowed } = await after(...decryptsForAll);
    expect(allowed("kms:Decrypt")).to.deep.equal(["function"]);
    expect(allowed("kms:ReEncryptFrom")).to.deep.equal(["function"]);
  });

  it("is what holds then: without it everyone decrypts, another account's roles too", async () => {
    const { allowed } = await after(...decryptsForAll, ["NobodyElseDecrypts", widen.removed]);
    expect(allowed("kms:Decrypt")).to.include.members(["admin", "function", "otherFn", "role*", "foreign*", "root"]);
  });

  it("holds against administrators who give themselves Decrypt in AdministerKey", async () => {
    const { red } = await after(["AdministerKey", widen.withAction("kms:Decrypt", "kms:ReEncryptFrom")]);
    expect(red).to.deep.equal([]);
  });

  it("is what holds then: without it they decrypt", async () => {
    const steps: widen.Step[] = [["AdministerKey", widen.withAction("kms:Decrypt")]];
    const { allowed } = await after(...steps, ["NobodyElseDecrypts", widen.removed]);
    expect(allowed("kms:Decrypt")).to.deep.equal(["admin", "admin*", "deployer", "deployer+", "deployer*", "function"]);
  });

  it("holds against a root statement that hands the key over to IAM", async () => {
    const { allowed } = await after(["RecoverKey", widen.unconditional], ["RecoverKey", widen.withAction("kms:*")]);
    expect(allowed("kms:Encrypt")).to.include.members(["kms:*", "role*", "root"]);
    expect(allowed("kms:Decrypt")).to.deep.equal(["function"]);
  });
});

describe("NoGrants", () => {
  it("holds against CreateGrant in AdministerKey", async () => {
    expect((await after(["AdministerKey", widen.withAction("kms:Create*")])).red).to.deep.equal([]);
  });

  it("is what holds then: without it administrators make grants", async () => {
    const { allowed } = await after(["AdministerKey", widen.withAction("kms:Create*")], ["NoGrants", widen.removed]);
    expect(allowed("kms:CreateGrant")).to.deep.equal(["admin", "admin*", "deployer", "deployer+", "deployer*"]);
  });

  it("holds against a root statement that hands the key over to IAM", async () => {
    const { allowed } = await after(["RecoverKey", widen.unconditional], ["RecoverKey", widen.withAction("kms:*")]);
    expect(allowed("kms:CreateGrant")).to.deep.equal([]);
  });
});
