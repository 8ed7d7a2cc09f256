import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, logGroupArn } from "../naming.ts";
import type { PolicyStatement } from "./policyDocument.ts";

/**
 * Returns the statements that let a deployer manage a stack's functions, each with its role and its log group.
 *
 * @param functionNames a pattern for the names of all functions: `parameterStoreBlog-dev_*`
 * @param permissionsBoundary the ARN of the policy that limits each role
 */
export function deployFunctionStatements(
  account: AwsAccount,
  functionNames: string,
  permissionsBoundary?: string,
): readonly PolicyStatement[] {
  const { partition, accountId } = account;
  // Pulumi adds a hyphen and seven characters.
  const roles = `arn:${partition}:iam::${accountId}:role/${functionNames}-???????`;
  return [
    ...permissionStatements(roles, permissionsBoundary),
    {
      Sid: "ManageRole",
      Effect: "Allow",
      Action: [
        "iam:GetRole",
        "iam:UpdateRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
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

/**
 * Returns the statements for what gives a role its permissions. With a boundary, the deployer creates only roles that have it,
 * and changes the policies of no other role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
function permissionStatements(roles: string, permissionsBoundary: string | undefined): readonly PolicyStatement[] {
  const setPermissions = { Sid: "SetPermissions", Effect: "Allow", Resource: roles } as const;
  const actions = ["iam:CreateRole", "iam:PutRolePolicy"];
  if (permissionsBoundary === undefined) return [{ ...setPermissions, Action: actions }];
  return [
    {
      ...setPermissions,
      Action: [...actions, "iam:PutRolePermissionsBoundary"],
      Condition: { StringEquals: { "iam:PermissionsBoundary": permissionsBoundary } },
    },
    {
      // Of its own, so that it can be left out. With it, the deployer can give a role more than the boundary allows.
      Sid: "RemovePermissionsBoundary",
      Effect: "Allow",
      Action: "iam:DeleteRolePermissionsBoundary",
      Resource: roles,
    },
  ];
}
