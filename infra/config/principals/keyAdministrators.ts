import type { AwsAccount } from "../../aws/awsAccount.ts";
import type { KeyPrincipal } from "../../policies/keyPolicy.ts";
import { parsePrincipalArn } from "../../principalArn.ts";
import type { PrincipalArn } from "../../principalArn.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { administratorProblems, applyFixes, keyOfEntry, parseAdministrator } from "./administratorProblems.ts";
import type { AdministratorFault } from "./administratorProblems.ts";
import { lookUpPrincipal, lookUpProblem } from "./iamPrincipal.ts";
import type { LookUpFailure } from "./iamPrincipal.ts";

/** The context in which the list is checked. */
export interface KeyAdministratorsContext {
  readonly account: AwsAccount;
  readonly stack: string;
  /** The ARN of adminUser; undefined if there is no such user. */
  readonly adminArn: string | undefined;
  /** Whether the list may be shown: it was not given with `--secret`. */
  readonly shown: boolean;
}

export interface KeyAdministrators {
  readonly principals: readonly KeyPrincipal[];
  readonly problems: readonly ConfigProblem[];
  /** The ARNs of the list after the fix of every problem. */
  readonly repaired: readonly string[];
  readonly warnings: readonly string[];
}

type Verdict = (KeyPrincipal & { readonly warning?: string }) | AdministratorFault;

/** Returns the problems of `keyAdministrators` that are visible without AWS. */
export const malformedAdministrators = (list: readonly string[], shown: boolean): readonly ConfigProblem[] =>
  administratorProblems(list, list.map(parseEntry).map(faultIn), shown);

/**
 * Looks up the roles and users of `keyAdministrators`, so that a typo fails the preview. KMS would report it only when the
 * key is created, and the AWS provider retries that for two minutes.
 */
export async function findKeyAdministrators(
  list: readonly string[],
  context: KeyAdministratorsContext,
): Promise<KeyAdministrators> {
  const found = await Promise.all(
    list.map(async (entry, index): Promise<Verdict> => {
      const parsed = parseEntry(entry, index, list);
      return "rule" in parsed ? withPath(parsed, context) : lookUp(parsed, index, context);
    }),
  );
  // An entry whose replacement is already in the list is removed instead.
  const isListed = (arn: string) => arn === context.adminArn || list.includes(arn);
  const verdicts = found.map((verdict) =>
    "rule" in verdict && verdict.remedy.kind === "replace" && isListed(verdict.remedy.arn ?? "")
      ? ({ ...verdict, remedy: { kind: "remove" } } as const)
      : verdict,
  );
  const good = verdicts.flatMap((verdict) => ("rule" in verdict ? [] : verdict));
  const faults = verdicts.map(faultIn);
  return {
    principals: good.map(({ arn, uniqueId }) => (uniqueId === undefined ? { arn } : { arn, uniqueId })),
    problems: administratorProblems(list, faults, context.shown),
    repaired: applyFixes(list, faults),
    warnings: good.flatMap(({ warning }) => warning ?? []),
  };
}

const parseEntry = (entry: string, index: number, list: readonly string[]) =>
  parseAdministrator(entry, list.slice(0, index));

const faultIn = (verdict: Verdict | PrincipalArn): AdministratorFault | undefined =>
  "rule" in verdict ? verdict : undefined;

/** Adds the path of a role, which the ARN of its session lacks. */
async function withPath(fault: AdministratorFault, { account }: KeyAdministratorsContext): Promise<AdministratorFault> {
  const intended = fault.remedy.kind === "replace" ? parsePrincipalArn(fault.remedy.arn ?? "") : undefined;
  if (intended?.accountId !== account.accountId) return fault;
  const principal = await lookUpPrincipal(intended.kind, intended.name);
  return "failure" in principal ? fault : replaced(fault.rule, principal.arn);
}

async function lookUp(entry: PrincipalArn, index: number, context: KeyAdministratorsContext): Promise<Verdict> {
  const { arn, kind, name, partition, accountId } = entry;
  const { account, adminArn } = context;
  if (partition !== account.partition) {
    const rule = `must be in this account's partition, ${account.partition}`;
    return replaced(rule, arn.replace(`arn:${partition}:`, `arn:${account.partition}:`));
  }
  if (accountId !== account.accountId) return { arn, warning: foreignWarning(entry, index, context) };
  if (arn === adminArn) {
    return { rule: "is adminUser, which is always a key administrator", remedy: { kind: "remove" } };
  }
  const principal = await lookUpPrincipal(kind, name);
  if ("failure" in principal) return notFound(entry, principal, context);
  if (principal.arn === arn) return principal;
  const exact = context.shown ? `: ${principal.arn}` : "";
  return replaced(`must match the ARN of the ${kind} ${context.shown ? `${name} ` : ""}in IAM${exact}`, principal.arn);
}

const replaced = (rule: string, arn: string): AdministratorFault => ({ rule, remedy: { kind: "replace", arn } });

async function notFound(
  { kind, name }: PrincipalArn,
  failure: LookUpFailure,
  { account, stack, shown }: KeyAdministratorsContext,
): Promise<AdministratorFault> {
  if (failure.failure === "missing") {
    // The deployer's policy does not allow this call. If it is denied, only the hint is missing.
    const otherKind = kind === "role" ? "user" : "role";
    const other = await lookUpPrincipal(otherKind, name);
    return "failure" in other
      ? { rule: `must name an existing IAM ${kind}`, remedy: { kind: "replace" } }
      : replaced(`must name an existing IAM ${kind}; a ${otherKind} has this name`, other.arn);
  }
  const principal = { kind, name, target: "exactly this ARN", shown };
  const { rule, command } = lookUpProblem(principal, failure, { accountId: account.accountId, stack });
  return { rule, remedy: { kind: "look", command } };
}

function foreignWarning({ arn, accountId }: PrincipalArn, index: number, { shown }: KeyAdministratorsContext): string {
  const which = `${keyOfEntry(index)}${shown ? ` (${arn})` : ""}`;
  return (
    `${which} is in another account${shown ? `, ${accountId}` : ""}: only its format was checked. If it does not exist, ` +
    "KMS rejects the key policy, which the AWS provider reports after two minutes. If it is recreated under the same " +
    "name, only `pulumi up --refresh` detects that."
  );
}
