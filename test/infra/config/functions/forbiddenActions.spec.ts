import { expect } from "chai";
import { forbiddenAction } from "../../../../infra/config/functions/forbiddenActions.ts";

describe("forbiddenAction", () => {
  for (const action of [
    "ssm:GetParameter",
    "ssm:getparametersbypath",
    "ssm:*",
    "ssm:G*",
    "ssm:PutResourcePolicy",
    "ssm:Put*",
    "s*:GetParameters",
    "*:*",
    "kms:Decrypt",
    "kms:D?crypt",
    "k*:CreateGrant",
    "iam:PassRole",
    "sts:AssumeRole",
    "sts:*Role",
    "lambda:UpdateFunctionCode",
    "lambda:Update*",
    "lambda:*Configuration",
  ]) {
    it(`finds that ${action} can match a forbidden action`, () => {
      expect(forbiddenAction(action)).to.be.a("string");
    });
  }

  for (const action of [
    "ssm:PutParameter",
    "ssm:DescribeParameters",
    "sqs:*",
    "sts:GetCallerIdentity",
    "lambda:Invoke*",
    "s3:Get*",
  ]) {
    it(`allows ${action}`, () => {
      expect(forbiddenAction(action)).to.equal(undefined);
    });
  }
});
