import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, logGroupArn, roleBaseName } from "../naming.ts";
import type { PolicyStatement } from "./policies.ts";

/** What a deployer does to make functions, each with its role and its log group. */
export function functionDeployment(account: AwsAccount, functionNames: readonly string[]): readonly PolicyStatement[] {
  const { partition, accountId } = account;
  // Seven characters, as Pulumi adds them: `-*` would reach the roles of an environment `dev-x` from `dev`.
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
      Sid: "GiveRoleToFunction",
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
