import type { AwsAccount } from "../aws/awsAccount.ts";
import { accountRootArn, functionName, logGroupArn, parameterPathArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import { sidWithUniqueIds } from "./uniqueIdSid.ts";

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly AWS: string | readonly string[] } | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** What Pulumi calls to create, read, update, tag, rotate, disable and delete a key and its alias. No Decrypt. */
export const KEY_ADMINISTRATION = [
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

/** Who may use the function's role: Lambda, and nobody else. */
export const trustPolicy = (): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    { Sid: "LambdaRuns", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});

/** A principal that the key policy names. */
export interface KeyPrincipal {
  readonly arn: string;
  /** `AIDA…` of a user, `AROA…` of a role; unknown for a principal of another account. */
  readonly uniqueId?: string;
}

export interface KeyPolicyPrincipals {
  /** The IAM user who administers the key, then the `keyAdministrators`. */
  readonly administrators: readonly KeyPrincipal[];
  /** The function's role. */
  readonly decryptor: Required<KeyPrincipal>;
}

/** What the Sids of the statements begin with that end with the unique ids of the principals they name. */
export const UNIQUE_ID_SIDS = { administer: "AdministerKey", decrypt: "FunctionDecrypts" } as const;

/**
 * The key policy that keeps the promise: only the function's role decrypts, and only this stack's parameters, through
 * Parameter Store. In a key policy `Resource: "*"` means this key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
export function keyPolicy(
  account: AwsAccount,
  application: Application,
  { administrators, decryptor }: KeyPolicyPrincipals,
): PolicyDocument {
  const allAdministrators = { AWS: administrators.map(({ arn }) => arn) };
  const knownIds = administrators.flatMap(({ uniqueId }) => uniqueId ?? []);
  const throughParameterStore = {
    // The same host name in every partition: kms:ViaService has no amazonaws.com.cn.
    StringEquals: { "kms:ViaService": `ssm.${account.region}.amazonaws.com` },
    StringLike: { "kms:EncryptionContext:PARAMETER_ARN": `${parameterPathArn(account, application)}/*` },
  };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: sidWithUniqueIds(UNIQUE_ID_SIDS.administer, knownIds),
        Effect: "Allow",
        Principal: allAdministrators,
        Action: KEY_ADMINISTRATION,
        Resource: "*",
      },
      {
        Sid: "EncryptThroughParameterStore",
        Effect: "Allow",
        Principal: allAdministrators,
        // Parameter Store encrypts standard parameters with Encrypt, advanced ones with GenerateDataKey.
        Action: ["kms:Encrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: throughParameterStore,
      },
      {
        Sid: sidWithUniqueIds(UNIQUE_ID_SIDS.decrypt, [decryptor.uniqueId]),
        Effect: "Allow",
        Principal: { AWS: decryptor.arn },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: throughParameterStore,
      },
      {
        // Not NotPrincipal: it would have to name each session of the role.
        Sid: "NobodyElseDecrypts",
        Effect: "Deny",
        Principal: "*",
        Action: ["kms:Decrypt", "kms:ReEncryptFrom"],
        Resource: "*",
        Condition: { StringNotEquals: { "aws:PrincipalArn": decryptor.arn } },
      },
      {
        // A grant would hand out Decrypt past this policy.
        Sid: "NoGrants",
        Effect: "Deny",
        Principal: "*",
        Action: "kms:CreateGrant",
        Resource: "*",
      },
      {
        // A key whose administrators are all gone is not lost: the account's root user, and it alone (IAM policies do
        // not inherit this), can write a new policy. CloudTrail records that.
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

/** That a function writes its own log. The log group is made with the stack, so CreateLogGroup is not needed. */
export const writeLog = (account: AwsAccount, functionName: string): PolicyStatement => ({
  Sid: "WriteLog",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: `${logGroupArn(account, functionName)}:*`,
});

/** What the function's role may do. Decrypt is not here: the key policy alone gives it. */
export const functionPolicy = (account: AwsAccount, application: Application): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      // Authorized against the path in the request: neither a sibling's nor a parent's path matches.
      Sid: "LoadConfiguration",
      Effect: "Allow",
      Action: "ssm:GetParametersByPath",
      Resource: parameterPathArn(account, application),
    },
    {
      // X-Ray has no resources to name.
      Sid: "SendTraces",
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: "*",
    },
    writeLog(account, functionName(application)),
  ],
});
