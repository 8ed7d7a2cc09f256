import { expect } from "chai";
import { stackPairOf } from "./support/evaluateStack.ts";
import * as widen from "./support/widenPolicy.ts";

const unexpectedAfter = async (sid: string, change: widen.Change): Promise<string> =>
  (await widen.unexpectedAfter("keyPolicy", sid, change)).join("\n");

const DIRECTLY = "directly: allowed, not denied";
const FOR_SIBLING = "through Parameter Store, for a sibling application's parameter: allowed, not denied";
const NOT_VIA_PARAMETER_STORE = [
  "directly, with this stack's PARAMETER_ARN as encryption context: allowed, not denied",
  "through Secrets Manager, with this stack's PARAMETER_ARN as encryption context: allowed, not denied",
];

describe("the access matrix", () => {
  it("detects AdministerKey for everyone", async () => {
    expect(await unexpectedAfter("AdministerKey", widen.withPrincipal("*"))).to.include(
      `role* kms:PutKeyPolicy ${DIRECTLY}`,
    );
  });

  it("detects AdministerKey with Encrypt", async () => {
    expect(await unexpectedAfter("AdministerKey", widen.withAction("kms:Encrypt"))).to.include(
      `admin kms:Encrypt ${DIRECTLY}`,
    );
  });

  it("detects AdministerKey with ReEncrypt*, although a Deny forbids ReEncryptFrom", async () => {
    const lines = await unexpectedAfter("AdministerKey", widen.withAction("kms:ReEncrypt*"));
    expect(lines).to.include(`admin kms:ReEncryptTo ${DIRECTLY}`).and.not.include("ReEncryptFrom");
  });

  it("detects EncryptThroughParameterStore without kms:ViaService", async () => {
    const lines = await unexpectedAfter("EncryptThroughParameterStore", widen.withoutCondition("StringEquals"));
    for (const description of NOT_VIA_PARAMETER_STORE)
      expect(lines).to.include(`deployer kms:GenerateDataKey ${description}`);
    expect(lines).not.to.include("through Parameter Store");
  });

  it("detects EncryptThroughParameterStore without the encryption context", async () => {
    const lines = await unexpectedAfter("EncryptThroughParameterStore", widen.withoutCondition("StringLike"));
    expect(lines).to.include(`admin kms:Encrypt ${FOR_SIBLING}`).and.include("for the other environment's parameter");
    expect(lines).not.to.include("directly");
  });

  it("detects EncryptThroughParameterStore for everyone", async () => {
    const lines = await unexpectedAfter("EncryptThroughParameterStore", widen.withPrincipal("*"));
    expect(lines).to.include("function kms:Encrypt through Parameter Store, for this stack's parameter: allowed");
  });

  it("detects FunctionDecrypts without any condition", async () => {
    expect(await unexpectedAfter("FunctionDecrypts", widen.unconditional)).to.include(
      `function kms:Decrypt ${DIRECTLY}`,
    );
  });

  it("detects FunctionDecrypts without kms:ViaService", async () => {
    const lines = await unexpectedAfter("FunctionDecrypts", widen.withoutCondition("StringEquals"));
    expect(lines.split("\n")).to.deep.equal(
      NOT_VIA_PARAMETER_STORE.map((description) => `function kms:Decrypt ${description}`),
    );
  });

  it("detects FunctionDecrypts with the path as a prefix", async () => {
    const context = { "kms:EncryptionContext:PARAMETER_ARN": "arn:aws:ssm:*:*:parameter/dev/parameterStoreBlog*" };
    const lines = await unexpectedAfter("FunctionDecrypts", widen.withConditions({ StringLike: context }));
    expect(lines).to.equal(`function kms:Decrypt ${FOR_SIBLING}`);
  });

  it("detects FunctionDecrypts with Encrypt or ReEncryptFrom", async () => {
    const lines = await unexpectedAfter("FunctionDecrypts", widen.withAction("kms:Encrypt", "kms:ReEncryptFrom"));
    expect(lines).to.match(/^function kms:Encrypt .* allowed, not denied$/m);
    expect(lines).to.match(/^function kms:ReEncryptFrom .* allowed, not denied$/m);
  });

  it("detects a missing NobodyElseDecrypts", async () => {
    const lines = await unexpectedAfter("NobodyElseDecrypts", widen.removed);
    expect(lines).to.include("admin* kms:Decrypt directly: denied, not forbidden");
  });

  it("detects NobodyElseDecrypts without ReEncryptFrom", async () => {
    const lines = await unexpectedAfter("NobodyElseDecrypts", widen.onlyActions("kms:Decrypt"));
    expect(lines).to.include("root kms:ReEncryptFrom directly: denied, not forbidden").and.not.include("kms:Decrypt");
  });

  it("detects NobodyElseDecrypts that excludes every role of the account", async () => {
    const roles = { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } };
    const lines = await unexpectedAfter("NobodyElseDecrypts", (statement) => ({ ...statement, Condition: roles }));
    expect(lines).to.include("role* kms:Decrypt directly: denied, not forbidden").and.not.include("admin ");
  });

  it("detects a missing NoGrants", async () => {
    expect(await unexpectedAfter("NoGrants", widen.removed)).to.include(
      "admin kms:CreateGrant directly: denied, not forbidden",
    );
  });

  it("detects NoGrants for only the function's role", async () => {
    const { stack } = await stackPairOf("dev");
    const lines = await unexpectedAfter("NoGrants", widen.withPrincipal({ AWS: stack.roleArn }));
    expect(lines).to.include("root kms:CreateGrant directly: denied, not forbidden").and.not.include("function ");
  });

  it("detects RecoverKey without its condition, which delegates to IAM policies", async () => {
    const lines = await unexpectedAfter("RecoverKey", widen.unconditional);
    expect(lines).to.include(`kms:* kms:PutKeyPolicy ${DIRECTLY}`).and.include(`role* kms:GetKeyPolicy ${DIRECTLY}`);
  });

  it("detects RecoverKey with every action", async () => {
    const lines = await unexpectedAfter("RecoverKey", widen.withAction("kms:*"));
    expect(lines).to.include(`root kms:Encrypt ${DIRECTLY}`).and.not.include("kms:Decrypt");
  });
});
