import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionName, parameterPathArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import { isUniqueId, parsePrincipalArn } from "../principalArn.ts";
import { readsSecrets } from "./keyPolicy.ts";
import type { SecretsRead } from "./keyPolicy.ts";
import { parsePolicy } from "./parsePolicy.ts";
import type { ParsedStatement } from "./parsePolicy.ts";
import { patternsIntersect } from "./patternsIntersect.ts";

/** The secrets that each principal can decrypt, by the name of a function, or by another principal's ARN. */
export type KeyGrants = ReadonlyMap<string, SecretsRead>;

/** Returns the grants that the program writes to the key policy. */
export const plannedGrants = (
  functions: readonly { readonly name: string; readonly secrets: SecretsRead }[],
): KeyGrants => new Map(functions.filter(readsSecrets).map(({ name, secrets }) => [name, secrets]));

/**
 * Returns the grants in a key policy, also those that somebody added. A deleted principal has none: KMS shows its unique
 * id instead of its ARN. Exceptions in a Deny are ignored, because without an Allow they grant nothing.
 *
 * @param policy the text of the policy. undefined for a key that does not exist
 */
export function grantsIn(policy: string | undefined, account: AwsAccount, application: Application): KeyGrants {
  const grants = new Map<string, SecretsRead>();
  for (const statement of parsePolicy(policy) ?? []) {
    if (statement.Effect !== "Allow" || !statement.Action.some(includesDecrypt)) continue;
    const secrets = secretsIn(statement, parameterPathArn(account, application));
    for (const principal of statement.Principal) {
      if (isUniqueId(principal)) continue;
      const name = functionOf(principal, account, application) ?? principal;
      grants.set(name, union(grants.get(name) ?? [], secrets));
    }
  }
  return grants;
}

const includesDecrypt = (pattern: string): boolean => patternsIntersect(pattern.toLowerCase(), "kms:decrypt");

/** Returns the secrets that the condition of a statement names; all if it names none. */
function secretsIn({ Condition }: ParsedStatement, pathArn: string): SecretsRead {
  const values = ["StringEquals", "StringLike"].flatMap(
    (operator) => Condition[operator]?.["kms:EncryptionContext:PARAMETER_ARN"] ?? [],
  );
  if (values.length === 0 || values.includes(`${pathArn}/*`)) return "all";
  return values.map((arn) => (arn.startsWith(`${pathArn}/`) ? arn.slice(pathArn.length + 1) : arn));
}

const union = (some: SecretsRead, others: SecretsRead): SecretsRead =>
  some === "all" || others === "all" ? "all" : [...new Set([...some, ...others])];

/** Returns the name of the function whose role it is. Pulumi adds a hyphen and seven characters to the function's full name. */
function functionOf(principal: string, account: AwsAccount, application: Application): string | undefined {
  const role = parsePrincipalArn(principal);
  const prefix = functionName(application, "");
  if (role?.kind !== "role" || role.accountId !== account.accountId || !role.name.startsWith(prefix)) return undefined;
  return /^([A-Za-z0-9]+)-[A-Za-z0-9]{7}$/.exec(role.name.slice(prefix.length))?.[1];
}
