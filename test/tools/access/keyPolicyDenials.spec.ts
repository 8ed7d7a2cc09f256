import { expect } from "chai";
import { describeUnexpected } from "../../../tools/access/matrix.ts";
import * as widen from "./support/widenPolicy.ts";

/** Evaluates the key policy of dev after some changes. Returns who is allowed an action, and what is unexpected. */
async function evaluateKeyPolicy(...steps: readonly widen.Step[]) {
  const cells = await widen.evaluateAfter("keyPolicy", ...steps);
  const allowed = (action: string) => [
    ...new Set(
      cells
        .filter(({ request, verdict }) => request.action === action && verdict === "allowed")
        .map(({ principal }) => principal.name),
    ),
  ];
  return { allowed, unexpected: describeUnexpected(cells) };
}

const VIEWER = "FunctionDecryptsAROAVIEWER";
const openDecryption: readonly widen.Step[] = [
  [VIEWER, widen.unconditional],
  [VIEWER, widen.withPrincipal("*")],
  [VIEWER, widen.withAction("kms:ReEncryptFrom")],
];

/** The sessions of the roles of functions that read a secret. */
const READERS = ["viewer", "payer", "auditor"].flatMap((name) => [name, `${name}/otherFn`, `${name}/person`]);

describe("NobodyElseDecrypts", function () {
  this.timeout(180_000);

  it("denies decryption to everyone but functions that read a secret if FunctionDecrypts allows everyone", async () => {
    const { allowed } = await evaluateKeyPolicy(...openDecryption);
    expect(allowed("kms:Decrypt")).to.have.members(READERS);
    expect(allowed("kms:ReEncryptFrom")).to.have.members(READERS);
  });

  it("is required: without it, other accounts can decrypt if FunctionDecrypts allows everyone", async () => {
    const { allowed } = await evaluateKeyPolicy(...openDecryption, ["NobodyElseDecrypts", widen.removed]);
    expect(allowed("kms:Decrypt")).to.include.members([
      "notifier",
      "pinger",
      "viewer/otherEnv",
      "admin",
      "role*",
      "foreign*",
      "root",
    ]);
  });

  it("denies decryption to administrators if AdministerKey allows Decrypt", async () => {
    const { unexpected } = await evaluateKeyPolicy([
      "AdministerKey",
      widen.withAction("kms:Decrypt", "kms:ReEncryptFrom"),
    ]);
    expect(unexpected).to.deep.equal([]);
  });

  it("is required: without it, administrators can decrypt if AdministerKey allows Decrypt", async () => {
    const steps: widen.Step[] = [["AdministerKey", widen.withAction("kms:Decrypt")]];
    const { allowed } = await evaluateKeyPolicy(...steps, ["NobodyElseDecrypts", widen.removed]);
    expect(allowed("kms:Decrypt")).to.have.members([
      ...READERS,
      ...["admin", "admin*", "deployer", "deployer+", "deployer*"],
    ]);
  });

  it("denies decryption to IAM principals if RecoverKey delegates to IAM", async () => {
    const { allowed } = await evaluateKeyPolicy(
      ["RecoverKey", widen.unconditional],
      ["RecoverKey", widen.withAction("kms:*")],
    );
    expect(allowed("kms:Encrypt")).to.include.members(["kms:*", "role*", "root"]);
    expect(allowed("kms:Decrypt")).to.have.members(READERS);
  });
});

describe("NoGrants", function () {
  this.timeout(180_000);

  it("denies grants to administrators if AdministerKey allows CreateGrant", async () => {
    expect((await evaluateKeyPolicy(["AdministerKey", widen.withAction("kms:Create*")])).unexpected).to.deep.equal([]);
  });

  it("is required: without it, administrators can create grants if AdministerKey allows CreateGrant", async () => {
    const { allowed } = await evaluateKeyPolicy(
      ["AdministerKey", widen.withAction("kms:Create*")],
      ["NoGrants", widen.removed],
    );
    expect(allowed("kms:CreateGrant")).to.deep.equal(["admin", "admin*", "deployer", "deployer+", "deployer*"]);
  });

  it("denies grants to IAM principals if RecoverKey delegates to IAM", async () => {
    const { allowed } = await evaluateKeyPolicy(
      ["RecoverKey", widen.unconditional],
      ["RecoverKey", widen.withAction("kms:*")],
    );
    expect(allowed("kms:CreateGrant")).to.deep.equal([]);
  });
});
