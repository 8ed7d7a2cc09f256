import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, logGroupArn, roleBaseName } from "../naming.ts";
import type { PolicyStatement } from "./policyDocument.ts";

/** Returns the statements that let a deployer manage functions, each with its role and its log group. */
export function deployFunctionStatements(
  account: AwsAccount,
  functionNames: readonly string[],
): readonly PolicyStatement[] {
  const { partition, accountId } = account;
  // Pulumi adds seven characters. With `-*`, the deployer of `dev` could also manage roles of `dev-x`.
  const roles = functionNames.map((name) => `arn:${partition}:iam::${accountId}:role/${roleBaseName(name)}-???????`);
  return [
    {
      Sid: "ManageRole",
      Effect: "Allow",
      Action: [
        "iam:CreateRole",
        "iam:GetRole",
        "iam:UpdateRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:PutRolePolicy",
        "iam:GetRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:ListRolePolicies",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
      ],
      Resource: roles,
    },
    {
      Sid: "PassRoleToLambda",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roles,
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    },
    {
      Sid: "ManageLogGroup",
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:PutRetentionPolicy",
        "logs:ListTagsForResource",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      Resource: functionNames.flatMap((name) => [logGroupArn(account, name), `${logGroupArn(account, name)}:*`]),
    },
    {
      Sid: "ManageFunction",
      Effect: "Allow",
      Action: [
        "lambda:CreateFunction",
        "lambda:GetFunction",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
        "lambda:DeleteFunction",
        "lambda:ListVersionsByFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:TagResource",
        "lambda:UntagResource",
      ],
      Resource: functionNames.map((name) => functionArn(account, name)),
    },
  ];
}
