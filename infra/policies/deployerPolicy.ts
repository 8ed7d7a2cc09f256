import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionName, keyAliasArn, parameterPathArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import { parsePrincipalArn } from "../principalArn.ts";
import { deployFunctionStatements } from "./deployFunctionStatements.ts";
import { deployRecyclerStatements } from "./deployRecyclerStatements.ts";
import type { PolicyDocument } from "./policyDocument.ts";

/** The config values that affect the deployer's permissions. */
export interface DeployedConfig {
  readonly adminUser: string;
  /** ARNs. The deployer does not look up principals of other accounts. */
  readonly keyAdministrators: readonly string[];
  readonly refreshOnChange: boolean;
  /** The ARN of the policy that limits each role. */
  readonly permissionsBoundary?: string | undefined;
}

/** The reasons why statements, by Sid, name more than this stack's own resources. */
export const UNSCOPED_REASONS: Readonly<Record<string, string>> = {
  LookUpUsers: "the path of adminUser is not in the config",
  CreateKey:
    "a key has no ARN before it is created, aliases are listed for the whole account, and creating a key with tags " +
    "(aws:defaultTags) needs TagResource before a key policy can allow it",
  DescribeParameters: "it has no resource-level permissions; it lists names, types and versions, never values",
  DescribeLogGroups: "it has no resource-level permissions; it lists names and retention, never entries",
};

/**
 * Returns the smallest IAM policy that lets this program create, update, refresh and destroy a stack. The key policy
 * allows the deployer's actions on the key, because it names the deployer as an administrator. Neither policy allows
 * the deployer kms:Decrypt.
 *
 * It names functions by a pattern, so it stays the same when a function is added. Triggers that `index.ts` attaches to a
 * function need additional permissions.
 *
 * The actions are those that the AWS provider and SecureParameter call.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function deployerPolicy(
  account: AwsAccount,
  application: Application,
  { adminUser, keyAdministrators, refreshOnChange, permissionsBoundary }: DeployedConfig,
): PolicyDocument {
  const { partition, accountId } = account;
  const lookedUp = (kind: "role" | "user") =>
    keyAdministrators.filter((arn) => {
      const parts = parsePrincipalArn(arn);
      return parts?.kind === kind && parts.partition === partition && parts.accountId === accountId;
    });
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LookUpUsers",
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
        : [{ Sid: "LookUpRoles", Effect: "Allow", Action: "iam:GetRole", Resource: lookedUp("role") } as const]),
      ...deployFunctionStatements(account, functionName(application, "*"), permissionsBoundary),
      {
        Sid: "CreateKey",
        Effect: "Allow",
        Action: ["kms:CreateKey", "kms:ListAliases", "kms:TagResource"],
        Resource: "*",
      },
      {
        // KMS also requires each of these actions in the key policy.
        Sid: "ManageKeyAlias",
        Effect: "Allow",
        Action: ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
        Resource: keyAliasArn(account, application),
      },
      {
        Sid: "ManageParameters",
        Effect: "Allow",
        Action: [
          "ssm:PutParameter",
          "ssm:DeleteParameter",
          "ssm:ListTagsForResource",
          "ssm:AddTagsToResource",
          "ssm:RemoveTagsFromResource",
          // Reads plain parameters. Reading a SecureString's value also needs kms:Decrypt, which the deployer lacks.
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
      ...(refreshOnChange ? deployRecyclerStatements(account, application) : []),
    ],
  };
}
