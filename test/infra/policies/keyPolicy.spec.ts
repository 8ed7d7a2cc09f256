import { expect } from "chai";
import fc from "fast-check";
import { functionPolicy, trustPolicy } from "../../../infra/policies/functionPolicy.ts";
import { keyPolicy } from "../../../infra/policies/keyPolicy.ts";
import type { Decryptor } from "../../../infra/policies/keyPolicy.ts";
import type { PolicyStatement } from "../../../infra/policies/policyDocument.ts";

const ACCESS = { functionName: "app-dev_viewer", reads: "all" } as const;
const application = { environment: "dev", appName: "app" };

for (const { partition, region, viaService } of [
  { partition: "aws", region: "eu-west-1", viaService: "ssm.eu-west-1.amazonaws.com" },
  { partition: "aws-cn", region: "cn-north-1", viaService: "ssm.cn-north-1.amazonaws.com" },
]) {
  const account = { partition, region, accountId: "123456789012" };
  const admin = `arn:${partition}:iam::123456789012:user/admin`;
  const deployer = `arn:${partition}:iam::123456789012:role/deployer`;
  const foreign = `arn:${partition}:iam::111122223333:role/deployer`;
  const role = (name: string) => `arn:${partition}:iam::123456789012:role/app-dev_${name}-1234567`;
  const [viewer, mailer, notifier] = [role("viewer"), role("mailer"), role("notifier")];
  const administrators = [{ arn: admin, uniqueId: "AIDA1" }, { arn: foreign }, { arn: deployer, uniqueId: "AROA2" }];
  const policyOf = (...decryptors: readonly Decryptor[]) =>
    keyPolicy(account, application, { administrators, decryptors });
  const document = policyOf(
    { arn: viewer, uniqueId: "AROA3", secrets: "all" },
    { arn: mailer, uniqueId: "AROA4", secrets: ["mail", "database"] },
    { arn: notifier, uniqueId: "AROA5", secrets: [] },
  );
  const parameter = `arn:${partition}:ssm:${region}:123456789012:parameter/dev/app`;
  const throughParameterStore = {
    StringEquals: { "kms:ViaService": viaService },
    StringLike: { "kms:EncryptionContext:PARAMETER_ARN": `${parameter}/*` },
  };

  describe(`the key policy in ${partition}`, () => {
    it("lets administrators administer and encrypt, lets each function decrypt its secrets, and allows nothing else", () => {
      expect(document).to.deep.equal({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AdministerKeyAIDA1AndAROA2",
            Effect: "Allow",
            Principal: { AWS: [admin, foreign, deployer] },
            Action: [
              "kms:DescribeKey",
              "kms:GetKeyPolicy",
              "kms:GetKeyRotationStatus",
              "kms:ListResourceTags",
              "kms:PutKeyPolicy",
              "kms:UpdateKeyDescription",
              "kms:EnableKeyRotation",
              "kms:DisableKeyRotation",
              "kms:EnableKey",
              "kms:DisableKey",
              "kms:TagResource",
              "kms:UntagResource",
              "kms:CreateAlias",
              "kms:UpdateAlias",
              "kms:DeleteAlias",
              "kms:ScheduleKeyDeletion",
              "kms:CancelKeyDeletion",
            ],
            Resource: "*",
          },
          {
            Sid: "EncryptThroughParameterStore",
            Effect: "Allow",
            Principal: { AWS: [admin, foreign, deployer] },
            Action: ["kms:Encrypt", "kms:GenerateDataKey"],
            Resource: "*",
            Condition: throughParameterStore,
          },
          {
            Sid: "FunctionDecryptsAROA3",
            Effect: "Allow",
            Principal: { AWS: viewer },
            Action: "kms:Decrypt",
            Resource: "*",
            Condition: throughParameterStore,
          },
          {
            Sid: "FunctionDecryptsAROA4",
            Effect: "Allow",
            Principal: { AWS: mailer },
            Action: "kms:Decrypt",
            Resource: "*",
            Condition: {
              StringEquals: {
                "kms:ViaService": viaService,
                "kms:EncryptionContext:PARAMETER_ARN": [`${parameter}/mail`, `${parameter}/database`],
              },
            },
          },
          {
            Sid: "NobodyElseDecrypts",
            Effect: "Deny",
            Principal: "*",
            Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
            Resource: "*",
            Condition: { StringNotEquals: { "aws:PrincipalArn": [viewer, mailer] } },
          },
          { Sid: "NoGrants", Effect: "Deny", Principal: "*", Action: "kms:CreateGrant", Resource: "*" },
          {
            Sid: "RecoverKey",
            Effect: "Allow",
            Principal: { AWS: `arn:${partition}:iam::123456789012:root` },
            Action: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy"],
            Resource: "*",
            Condition: { StringEquals: { "aws:PrincipalType": "Account" } },
          },
        ],
      });
    });

    it("denies decryption to everyone without a condition if no function reads a secret", () => {
      for (const policy of [policyOf(), policyOf({ arn: notifier, uniqueId: "AROA5", secrets: [] })]) {
        expect(policy.Statement.filter(({ Action }) => [Action].flat().includes("kms:Decrypt"))).to.deep.equal([
          {
            Sid: "NobodyElseDecrypts",
            Effect: "Deny",
            Principal: "*",
            Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
            Resource: "*",
          },
        ]);
      }
    });

    it("stays under the 32 KB limit of KMS with 25 administrators with the longest names", () => {
      const longName = `arn:${partition}:iam::123456789012:role/${"r".repeat(512)}`;
      const policy = keyPolicy(account, application, {
        administrators: [
          { arn: admin, uniqueId: "AIDA1" },
          ...Array.from({ length: 25 }, () => ({ arn: longName, uniqueId: "AROAEXAMPLE0123456789" })),
        ],
        decryptors: [{ arn: viewer, uniqueId: "AROA3", secrets: "all" }],
      });
      expect(JSON.stringify(document).length).to.be.below(3 * 1024);
      expect(JSON.stringify(policy).length).to.be.below(32 * 1024);
    });
  });

  describe(`the key, function and trust policies in ${partition}`, () => {
    const statements = [document, functionPolicy(account, application, ACCESS), trustPolicy(account)].flatMap(
      ({ Statement }): readonly PolicyStatement[] => Statement,
    );
    const actionsOf = (statement: PolicyStatement) => [statement.Action].flat();

    it("have no wildcard in an action, and no NotPrincipal, NotAction or NotResource", () => {
      for (const statement of statements) {
        expect(actionsOf(statement).join()).not.to.include("*");
        expect(Object.keys(statement).filter((key) => key.startsWith("Not"))).to.deep.equal([]);
      }
    });

    it("allow decryption only to roles of functions that read a secret, and allow grants and re-encryption to nobody", () => {
      const allows = (action: RegExp) =>
        statements.filter((one) => one.Effect === "Allow" && actionsOf(one).some((name) => action.test(name)));
      expect(allows(/^kms:Decrypt/).map(({ Principal }) => Principal)).to.deep.equal([
        { AWS: viewer },
        { AWS: mailer },
      ]);
      expect(allows(/^kms:(ReEncrypt|CreateGrant)|WithoutPlaintext|GenerateMac|Sign/)).to.deep.equal([]);
    });

    it("have unique Sids of letters and digits only", () => {
      const sids = statements.map(({ Sid }) => Sid);
      for (const sid of sids) expect(sid).to.match(/^[A-Za-z0-9]+$/);
      expect(new Set(sids).size).to.equal(sids.length);
    });
  });
}

describe("the Sids of the key policy", () => {
  it("have only letters and digits, are unique for ten functions, and end with the unique id of the role", () => {
    const account = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,30}$/), { minLength: 10, maxLength: 10 });
    const suffixes = fc.uniqueArray(fc.stringMatching(/^[A-Z0-9]{17}$/), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(names, suffixes, fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), (all, ids, readAll) => {
        const decryptors = all.map((name, index): Decryptor => ({
          arn: `arn:aws:iam::123456789012:role/app-dev_${name}-1234567`,
          uniqueId: `AROA${ids[index] ?? ""}`,
          secrets: readAll[index] === true ? "all" : [name],
        }));
        const administrators = [{ arn: "arn:aws:iam::123456789012:user/admin", uniqueId: "AIDA1" }];
        const { Statement } = keyPolicy(account, application, { administrators, decryptors });
        const sids = Statement.map(({ Sid }) => Sid);
        for (const sid of sids) expect(sid).to.match(/^[A-Za-z0-9]+$/);
        expect(new Set(sids).size).to.equal(sids.length);
        expect(sids.filter((sid) => sid.startsWith("FunctionDecrypts"))).to.deep.equal(
          decryptors.map(({ uniqueId }) => `FunctionDecrypts${uniqueId}`),
        );
      }),
      { numRuns: 200 },
    );
  });
});
