/** The ARN of an IAM role or user in its parts. */
export interface PrincipalArn {
  readonly arn: string;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly accountId: string;
  readonly kind: "role" | "user";
  /** Without the slash in front: `ci/eu/`, or empty. */
  readonly path: string;
  readonly name: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
const PRINCIPAL_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):(role|user)\/((?:[\x21-\x2e\x30-\x7e]+\/)*)([\w+=,.@-]{1,64})$/;

/** Returns the parts of the ARN of an IAM role or user; undefined for any other text. */
export function parsePrincipalArn(arn: string): PrincipalArn | undefined {
  const [, partition, accountId, kind, path, name] = PRINCIPAL_ARN.exec(arn) ?? [];
  if (partition === undefined || accountId === undefined || path === undefined || name === undefined) return undefined;
  return kind === "role" || kind === "user" ? { arn, partition, accountId, kind, path, name } : undefined;
}

/** The ARN of a role's session: partition, account, the role's name. */
const SESSION_ARN = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//;

/** Returns the ARN of the role behind a session, as far as the session's ARN shows it: it has no path. */
export function roleOfSession(sessionArn: string): string | undefined {
  const [, partition, accountId, name] = SESSION_ARN.exec(sessionArn) ?? [];
  return partition === undefined || accountId === undefined || name === undefined
    ? undefined
    : `arn:${partition}:iam::${accountId}:role/${name}`;
}
