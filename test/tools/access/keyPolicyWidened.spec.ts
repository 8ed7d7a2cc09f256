import { expect } from "chai";
import { unexpected } from "../../../tools/access/matrix.ts";
import { pairOf } from "./support/judged.ts";
import * as widen from "./support/widened.ts";

/** What turns red in the matrix when one statement of the key policy is widened. */
async function red(sid: string, change: widen.Change): Promise<string> {
  return unexpected(await widen.verdictsAfter("keyPolicy", [sid, change])).join("\n");
}

const DIRECTLY = "directly: allowed, not denied";
const FOR_SIBLING = "through Parameter Store, for a sibling application's parameter: allowed, not denied";
const ELSEWHERE = [
  "directly, with this stack's PARAMETER_ARN as encryption context: allowed, not denied",
  "through Secrets Manager, with this stack's PARAMETER_ARN as encryption context: allowed, not denied",
];

describe("a wider key policy turns the matrix red:", () => {
  it("AdministerKey for everyone", async () => {
    expect(await red("AdministerKey", widen.withPrincipal("*"))).to.include(`role* kms:PutKeyPolicy ${DIRECTLY}`);
  });

  it("AdministerKey with Encrypt", async () => {
    expect(await red("AdministerKey", widen.withAction("kms:Encrypt"))).to.include(`admin kms:Encrypt ${DIRECTLY}`);
  });

  it("AdministerKey with ReEncrypt*, of which the Deny stops one half", async () => {
    const cells = await red("AdministerKey", widen.withAction("kms:ReEncrypt*"));
    expect(cells).to.include(`admin kms:ReEncryptTo ${DIRECTLY}`).and.not.include("ReEncryptFrom");
  });

  it("EncryptThroughParameterStore without kms:ViaService", async () => {
    const cells = await red("EncryptThroughParameterStore", widen.withoutCondition("StringEquals"));
    for (const where of ELSEWHERE) expect(cells).to.include(`deployer kms:GenerateDataKey ${where}`);
    expect(cells).not.to.include("through Parameter Store");
  });

  it("EncryptThroughParameterStore without the encryption context", async () => {
    const cells = await red("EncryptThroughParameterStore", widen.withoutCondition("StringLike"));
    expect(cells).to.include(`admin kms:Encrypt ${FOR_SIBLING}`).and.include("for the other environment's parameter");
    expect(cells).not.to.include("directly");
  });

  it("EncryptThroughParameterStore for everyone", async () => {
    const cells = await red("EncryptThroughParameterStore", widen.withPrincipal("*"));
    expect(cells).to.include("function kms:Encrypt through Parameter Store, for this stack's parameter: allowed");
  });

  it("FunctionDecrypts without any condition", async () => {
    expect(await red("FunctionDecrypts", widen.unconditional)).to.include(`function kms:Decrypt ${DIRECTLY}`);
  });

  it("FunctionDecrypts without kms:ViaService", async () => {
    const cells = await red("FunctionDecrypts", widen.withoutCondition("StringEquals"));
    expect(cells.split("\n")).to.deep.equal(ELSEWHERE.map((where) => `function kms:Decrypt ${where}`));
  });

  it("FunctionDecrypts with the path as a prefix, by one character", async () => {
    const context = { "kms:EncryptionContext:PARAMETER_ARN": "arn:aws:ssm:*:*:parameter/dev/parameterStoreBlog*" };
    const cells = await red("FunctionDecrypts", widen.withConditions({ StringLike: context }));
    expect(cells).to.equal(`function kms:Decrypt ${FOR_SIBLING}`);
  });

  it("FunctionDecrypts with Encrypt or ReEncryptFrom", async () => {
    const cells = await red("FunctionDecrypts", widen.withAction("kms:Encrypt", "kms:ReEncryptFrom"));
    expect(cells).to.match(/^function kms:Encrypt .* allowed, not denied$/m);
    expect(cells).to.match(/^function kms:ReEncryptFrom .* allowed, not denied$/m);
  });

  it("no NobodyElseDecrypts", async () => {
    const cells = await red("NobodyElseDecrypts", widen.removed);
    expect(cells).to.include("admin* kms:Decrypt directly: denied, not forbidden");
  });

  it("NobodyElseDecrypts without ReEncryptFrom", async () => {
    const cells = await red("NobodyElseDecrypts", widen.onlyActions("kms:Decrypt"));
    expect(cells).to.include("root kms:ReEncryptFrom directly: denied, not forbidden").and.not.include("kms:Decrypt");
  });

  it("NobodyElseDecrypts that spares every role of the account", async () => {
    const roles = { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } };
    const cells = await red("NobodyElseDecrypts", (statement) => ({ ...statement, Condition: roles }));
    expect(cells).to.include("role* kms:Decrypt directly: denied, not forbidden").and.not.include("admin ");
  });

  it("no NoGrants", async () => {
    expect(await red("NoGrants", widen.removed)).to.include("admin kms:CreateGrant directly: denied, not forbidden");
  });

  it("NoGrants for the function's role alone", async () => {
    const { stack } = await pairOf("dev");
    const cells = await red("NoGrants", widen.withPrincipal({ AWS: stack.roleArn }));
    expect(cells).to.include("root kms:CreateGrant directly: denied, not forbidden").and.not.include("function ");
  });

  it("RecoverKey without its condition, which hands IAM policies in", async () => {
    const cells = await red("RecoverKey", widen.unconditional);
    expect(cells).to.include(`kms:* kms:PutKeyPolicy ${DIRECTLY}`).and.include(`role* kms:GetKeyPolicy ${DIRECTLY}`);
  });

  it("RecoverKey with every action", async () => {
    const cells = await red("RecoverKey", widen.withAction("kms:*"));
    expect(cells).to.include(`root kms:Encrypt ${DIRECTLY}`).and.not.include("kms:Decrypt");
  });
});
