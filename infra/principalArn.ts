/** The parts of the ARN of an IAM role or user. */
export interface PrincipalArn {
  readonly arn: string;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly accountId: string;
  readonly kind: "role" | "user";
  /** Without the leading slash: `ci/eu/`, or empty. */
  readonly path: string;
  readonly name: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
const PRINCIPAL_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):(role|user)\/((?:[\x21-\x2e\x30-\x7e]+\/)*)([\w+=,.@-]{1,64})$/;

/** Returns the parts of the ARN of an IAM role or user; undefined for any other string. */
export function parsePrincipalArn(arn: string): PrincipalArn | undefined {
  const [, partition, accountId, kind, path, name] = PRINCIPAL_ARN.exec(arn) ?? [];
  if (partition === undefined || accountId === undefined || path === undefined || name === undefined) return undefined;
  return kind === "role" || kind === "user" ? { arn, partition, accountId, kind, path, name } : undefined;
}

/** Matches the partition, the account and the role name of a role session. */
const SESSION_ARN = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//;

/** Returns the ARN of a session's role, without the role's path, which the ARN of a session does not contain. */
export function roleOfSession(sessionArn: string): string | undefined {
  const [, partition, accountId, name] = SESSION_ARN.exec(sessionArn) ?? [];
  return partition === undefined || accountId === undefined || name === undefined
    ? undefined
    : `arn:${partition}:iam::${accountId}:role/${name}`;
}

/** Returns whether a principal is a unique id, which KMS shows instead of the ARN of a deleted principal. */
export const isUniqueId = (principal: string): boolean => /^A(IDA|ROA)[A-Z0-9]+$/.test(principal);
