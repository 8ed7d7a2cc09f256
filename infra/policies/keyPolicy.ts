import type { AwsAccount } from "../aws/awsAccount.ts";
import { accountRootArn, parameterArn, parameterPathArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import type { PolicyDocument, PolicyStatement } from "./policyDocument.ts";

/** The actions that create, read, update, tag, rotate, disable and delete a key and its alias. Decrypt is not included. */
export const KEY_ADMINISTRATION_ACTIONS = [
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
] as const;

/** A principal that the key policy names. */
export interface KeyPrincipal {
  readonly arn: string;
  /** `AIDA…` for a user, `AROA…` for a role. Undefined for a principal of another account. */
  readonly uniqueId?: string;
}

/** The secrets that a function reads: names of sections. `"all"` includes those that were created manually. */
export type SecretsRead = "all" | readonly string[];

/** Returns whether the key policy lets a function decrypt. */
export const readsSecrets = ({ secrets }: { readonly secrets: SecretsRead }): boolean =>
  secrets === "all" || secrets.length > 0;

/** The role of a function, and the secrets that the function reads. */
export interface Decryptor extends Required<KeyPrincipal> {
  readonly secrets: SecretsRead;
}

export interface KeyPolicyPrincipals {
  /** `adminUser`, then the `keyAdministrators`. */
  readonly administrators: readonly KeyPrincipal[];
  /** The roles of the functions. Those that read no secret are ignored. */
  readonly decryptors: readonly Decryptor[];
}

/** The labels of the Sids that end with the unique ids of the principals that their statements name. */
export const UNIQUE_ID_SIDS = { administer: "AdministerKey", decrypt: "FunctionDecrypts" } as const;

/**
 * Returns the policy of the stack's key. Only the roles of functions that read secrets can decrypt. Each role can decrypt
 * only the secrets that its function reads, and only through Parameter Store. In a key policy `Resource: "*"` means
 * this key.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
export function keyPolicy(
  account: AwsAccount,
  application: Application,
  { administrators, decryptors }: KeyPolicyPrincipals,
): PolicyDocument {
  const allAdministrators = { AWS: administrators.map(({ arn }) => arn) };
  const knownIds = administrators.flatMap(({ uniqueId }) => uniqueId ?? []);
  // kms:ViaService uses amazonaws.com in every partition, never amazonaws.com.cn.
  const viaParameterStore = { "kms:ViaService": `ssm.${account.region}.amazonaws.com` };
  const anyParameter = {
    StringEquals: viaParameterStore,
    StringLike: { "kms:EncryptionContext:PARAMETER_ARN": `${parameterPathArn(account, application)}/*` },
  };
  const oneOf = (secrets: readonly string[]) => ({
    StringEquals: {
      ...viaParameterStore,
      "kms:EncryptionContext:PARAMETER_ARN": secrets.map((secret) => parameterArn(account, application, secret)),
    },
  });
  const readers = decryptors.filter(readsSecrets);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: sidWithUniqueIds(UNIQUE_ID_SIDS.administer, knownIds),
        Effect: "Allow",
        Principal: allAdministrators,
        Action: KEY_ADMINISTRATION_ACTIONS,
        Resource: "*",
      },
      {
        Sid: "EncryptThroughParameterStore",
        Effect: "Allow",
        Principal: allAdministrators,
        // Parameter Store encrypts standard parameters with Encrypt, advanced ones with GenerateDataKey.
        Action: ["kms:Encrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: anyParameter,
      },
      ...readers.map(({ arn, uniqueId, secrets }): PolicyStatement => ({
        Sid: sidWithUniqueIds(UNIQUE_ID_SIDS.decrypt, [uniqueId]),
        Effect: "Allow",
        Principal: { AWS: arn },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: secrets === "all" ? anyParameter : oneOf(secrets),
      })),
      {
        // A condition, because NotPrincipal would have to name each session of the roles.
        Sid: "NobodyElseDecrypts",
        Effect: "Deny",
        Principal: "*",
        Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
        Resource: "*",
        // If no function reads a secret, nobody decrypts: the Deny has no condition.
        ...(readers.length === 0
          ? {}
          : { Condition: { StringNotEquals: { "aws:PrincipalArn": readers.map(({ arn }) => arn) } } }),
      },
      {
        // A grant would allow the use of the key outside this policy.
        Sid: "NoGrants",
        Effect: "Deny",
        Principal: "*",
        Action: "kms:CreateGrant",
        Resource: "*",
      },
      {
        // If all administrators are deleted, the account's root user can write a new policy. CloudTrail records that.
        // The condition keeps IAM policies from inheriting this permission.
        Sid: "RecoverKey",
        Effect: "Allow",
        Principal: { AWS: accountRootArn(account) },
        Action: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy"],
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalType": "Account" } },
      },
    ],
  };
}

/** Separates unique ids, which have only capital letters and digits. A Sid accepts only letters and digits. */
const SEPARATOR = "And";

/**
 * Returns a Sid that ends with the unique ids of principals: `AdministerKeyAIDA…AndAROA…`. KMS stores a principal by its
 * unique id and shows its ARN. With the ids in the policy, Pulumi detects a principal that was deleted and recreated
 * under the same name. Without them, the key would stay with a principal that no longer exists.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
function sidWithUniqueIds(label: string, uniqueIds: readonly string[]): string {
  return label + uniqueIds.join(SEPARATOR);
}

/** Returns the unique ids at the end of a Sid, in their order, or none if the Sid has another label. */
export const uniqueIdsOf = (sid: string, label: string): readonly string[] =>
  sid.startsWith(label)
    ? sid
        .slice(label.length)
        .split(SEPARATOR)
        .filter((id) => id !== "")
    : [];
