import { parsePrincipalArn, roleOfSession } from "../../principalArn.ts";
import type { PrincipalArn } from "../../principalArn.ts";

/** What is wrong with an entry of `keyAdministrators`. */
export interface AdministratorFault {
  readonly rule: string;
  /** `replace`: with the ARN that was meant, if it is known. `look`: a command that shows what AWS returns. */
  readonly remedy:
    | { readonly kind: "replace"; readonly arn?: string }
    | { readonly kind: "remove" }
    | { readonly kind: "look"; readonly command: string };
}

const FORM = "must be the ARN of an IAM role or user";

/** Returns the parts of an entry, or what can be seen to be wrong with it without asking AWS. */
export function administratorForm(entry: string, earlier: readonly string[]): PrincipalArn | AdministratorFault {
  if (earlier.includes(entry)) return { rule: "is in the list twice", remedy: { kind: "remove" } };
  const arn = parsePrincipalArn(entry);
  if (arn === undefined) return malformed(entry);
  if (arn.path.startsWith("aws-service-role/")) {
    const rule = "must not be a service-linked role, which nobody but its AWS service can use";
    return { rule, remedy: { kind: "remove" } };
  }
  return arn;
}

function malformed(entry: string): AdministratorFault {
  const role = roleOfSession(entry);
  if (role !== undefined) {
    // KMS would accept it, but only for this one session name.
    return { rule: `${FORM} (of the role, not of a session of it)`, remedy: { kind: "replace", arn: role } };
  }
  const rule = /^arn:[^:]*:iam::\d{12}:root$/.test(entry) ? `${FORM} (not the account's root user)` : FORM;
  return { rule, remedy: { kind: "replace" } };
}
