import type { AwsAccount } from "./awsAccount.ts";
import { functionArn, keyAliasArn, logGroupArn, parameterPathArn, roleNamePrefix, type Application } from "./naming.ts";
import type { PolicyDocument } from "./policies.ts";

/**
 * The smallest IAM policy with which this program creates, updates, refreshes and destroys a stack. What the deployer
 * does with the key itself is in the key policy, which names it as an administrator. There is no kms:Decrypt anywhere.
 *
 * Actions of services are those that the AWS provider and SecureParameter call; where `Resource` is `*`, IAM knows no
 * resource for the action, or the resource has no name before it is made.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function deployerPolicy(account: AwsAccount, application: Application, adminUser: string): PolicyDocument {
  const { partition, region, accountId } = account;
  const role = `arn:${partition}:iam::${accountId}:role/${roleNamePrefix(application)}*`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "FindAdministrator",
        Effect: "Allow",
        Action: "iam:GetUser",
        // The user's path is not in the config.
        Resource: [
          `arn:${partition}:iam::${accountId}:user/${adminUser}`,
          `arn:${partition}:iam::${accountId}:user/*/${adminUser}`,
        ],
      },
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
        Resource: role,
      },
      {
        Sid: "GiveRoleToFunction",
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: role,
        Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
      },
      {
        // A key has no name before it is made, and aliases are listed for the whole account. TagResource is needed to
        // make a key with tags (aws:defaultTags), before there is a key policy that gives it.
        Sid: "MakeKey",
        Effect: "Allow",
        Action: ["kms:CreateKey", "kms:ListAliases", "kms:TagResource"],
        Resource: "*",
      },
      {
        // The other half of each of these is in the key policy.
        Sid: "NameKey",
        Effect: "Allow",
        Action: ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
        Resource: keyAliasArn(account, application),
      },
      {
        Sid: "WriteParameters",
        Effect: "Allow",
        Action: [
          "ssm:PutParameter",
          "ssm:DeleteParameter",
          "ssm:ListTagsForResource",
          "ssm:AddTagsToResource",
          "ssm:RemoveTagsFromResource",
          // For the plain ones: reading a SecureString's value needs kms:Decrypt, which the key gives to nobody else.
          "ssm:GetParameter",
        ],
        Resource: `${parameterPathArn(account, application)}/*`,
      },
      {
        // IAM knows no resource for it: it lists names, types and versions, never values.
        Sid: "DescribeParameters",
        Effect: "Allow",
        Action: "ssm:DescribeParameters",
        Resource: "*",
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
        Resource: [logGroupArn(account, application), `${logGroupArn(account, application)}:*`],
      },
      {
        // Found by its prefix, for which IAM authorizes the account's log groups as a whole.
        Sid: "DescribeLogGroups",
        Effect: "Allow",
        Action: "logs:DescribeLogGroups",
        Resource: `arn:${partition}:logs:${region}:${accountId}:log-group:*`,
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
        Resource: functionArn(account, application),
      },
    ],
  };
}
