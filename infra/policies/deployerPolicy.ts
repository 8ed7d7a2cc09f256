import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionName, keyAliasArn, parameterPathArn, recyclerName } from "../naming.ts";
import type { Application } from "../naming.ts";
import { parsePrincipalArn } from "../principalArn.ts";
import { functionDeployment } from "./functionDeployment.ts";
import type { PolicyDocument } from "./policies.ts";
import { recyclerDeployment } from "./recyclerDeployment.ts";

/** What of a stack's config decides over what its deployer needs. */
export interface DeployedConfig {
  readonly adminUser: string;
  /** ARNs; those of other accounts are not looked up. */
  readonly keyAdministrators: readonly string[];
  readonly refreshOnChange: boolean;
}

/** Why a statement, by its Sid, names more than this stack's own resources. */
export const UNSCOPED: Readonly<Record<string, string>> = {
  FindUsers: "the path of adminUser is not in the config",
  MakeKey:
    "a key has no name before it is made, aliases are listed for the whole account, and TagResource is needed to make a " +
    "key with tags (aws:defaultTags), before there is a key policy that gives it",
  DescribeParameters: "IAM knows no resource for it; it lists names, types and versions, never values",
  DescribeLogGroups: "IAM knows no resource for it; it lists names and retention, never entries",
};

/**
 * The smallest IAM policy with which this program creates, updates, refreshes and destroys a stack. What the deployer
 * does with the key itself is in the key policy, which names it as an administrator. There is no kms:Decrypt anywhere.
 *
 * The actions are those that the AWS provider and SecureParameter call.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function deployerPolicy(
  account: AwsAccount,
  application: Application,
  { adminUser, keyAdministrators, refreshOnChange }: DeployedConfig,
): PolicyDocument {
  const { partition, accountId } = account;
  const lookedUp = (kind: "role" | "user") =>
    keyAdministrators.filter((arn) => {
      const parts = parsePrincipalArn(arn);
      return parts?.kind === kind && parts.partition === partition && parts.accountId === accountId;
    });
  const functions = [functionName(application), ...(refreshOnChange ? [recyclerName(application)] : [])];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "FindUsers",
        Effect: "Allow",
        Action: "iam:GetUser",
        Resource: [
          `arn:${partition}:iam::${accountId}:user/${adminUser}`,
          `arn:${partition}:iam::${accountId}:user/*/${adminUser}`,
          ...lookedUp("user"),
        ],
      },
      ...(lookedUp("role").length === 0
        ? []
        : [{ Sid: "FindRoles", Effect: "Allow", Action: "iam:GetRole", Resource: lookedUp("role") } as const]),
      ...functionDeployment(account, functions),
      {
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
        Sid: "DescribeParameters",
        Effect: "Allow",
        Action: "ssm:DescribeParameters",
        Resource: "*",
      },
      {
        Sid: "DescribeLogGroups",
        Effect: "Allow",
        Action: "logs:DescribeLogGroups",
        Resource: "*",
      },
      ...(refreshOnChange ? recyclerDeployment(account, application) : []),
    ],
  };
}
