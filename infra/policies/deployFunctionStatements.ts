import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, logGroupArn } from "../naming.ts";
import type { PolicyStatement } from "./policyDocument.ts";

/**
 * Returns the statements that let a deployer manage a stack's functions, each with its role and its log group.
 *
 * @param functionNames a pattern for the names of all functions: `parameterStoreBlog-dev_*`
 */
export function deployFunctionStatements(account: AwsAccount, functionNames: string): readonly PolicyStatement[] {
  const { partition, accountId } = account;
  // Pulumi adds a hyphen and seven characters.
  const roles = `arn:${partition}:iam::${accountId}:role/${functionNames}-???????`;
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
      Resource: [logGroupArn(account, functionNames), `${logGroupArn(account, functionNames)}:*`],
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
        "lambda:PutFunctionConcurrency",
        "lambda:DeleteFunctionConcurrency",
      ],
      Resource: functionArn(account, functionNames),
    },
  ];
}
