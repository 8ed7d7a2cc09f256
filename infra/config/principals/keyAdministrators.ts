import type { AwsAccount } from "../../aws/awsAccount.ts";
import type { KeyPrincipal } from "../../policies/policies.ts";
import { parsePrincipalArn } from "../../principalArn.ts";
import type { PrincipalArn } from "../../principalArn.ts";
import { shellWord } from "../problems/configCommand.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { administratorForm } from "./administratorForm.ts";
import type { AdministratorFault } from "./administratorForm.ts";
import { administratorProblems, keyOfEntry, repairedList } from "./administratorProblems.ts";
import { lookUpPrincipal } from "./lookUpPrincipal.ts";
import type { LookUpFailure } from "./lookUpPrincipal.ts";

/** What decides over the list, in addition to the list itself. */
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
  /** The ARNs that the list has once every problem in it is fixed as its command says. */
  readonly repaired: readonly string[];
  readonly warnings: readonly string[];
}

type Verdict = (KeyPrincipal & { readonly warning?: string }) | AdministratorFault;

/** Returns what is wrong in `keyAdministrators` as far as that shows without asking AWS. */
export const malformedAdministrators = (list: readonly string[], shown: boolean): readonly ConfigProblem[] =>
  administratorProblems(list, list.map(formOf).map(faultIn), shown);

/**
 * Looks up the roles and users of `keyAdministrators`, so that a typo is an error at preview. KMS would find it only when
 * the key is created, and the AWS provider retries that for two minutes.
 */
export async function findKeyAdministrators(
  list: readonly string[],
  context: KeyAdministratorsContext,
): Promise<KeyAdministrators> {
  const found = await Promise.all(
    list.map(async (entry, index): Promise<Verdict> => {
      const form = formOf(entry, index, list);
      return "rule" in form ? withPath(form, context) : lookUp(form, index, context);
    }),
  );
  // An entry that would be replaced by what is there already is one too many.
  const isThere = (arn: string) => arn === context.adminArn || list.includes(arn);
  const verdicts = found.map((verdict) =>
    "rule" in verdict && verdict.remedy.kind === "replace" && isThere(verdict.remedy.arn ?? "")
      ? ({ ...verdict, remedy: { kind: "remove" } } as const)
      : verdict,
  );
  const good = verdicts.flatMap((verdict) => ("rule" in verdict ? [] : verdict));
  const faults = verdicts.map(faultIn);
  return {
    principals: good.map(({ arn, uniqueId }) => (uniqueId === undefined ? { arn } : { arn, uniqueId })),
    problems: administratorProblems(list, faults, context.shown),
    repaired: repairedList(list, faults),
    warnings: good.flatMap(({ warning }) => warning ?? []),
  };
}

const formOf = (entry: string, index: number, list: readonly string[]) =>
  administratorForm(entry, list.slice(0, index));

const faultIn = (verdict: Verdict | PrincipalArn): AdministratorFault | undefined =>
  "rule" in verdict ? verdict : undefined;

/** The ARN of a session does not have the path of its role: IAM does. */
async function withPath(fault: AdministratorFault, { account }: KeyAdministratorsContext): Promise<AdministratorFault> {
  const meant = fault.remedy.kind === "replace" ? parsePrincipalArn(fault.remedy.arn ?? "") : undefined;
  if (meant?.accountId !== account.accountId) return fault;
  const principal = await lookUpPrincipal(meant.kind, meant.name);
  return "failure" in principal ? fault : replaced(fault.rule, principal.arn);
}

async function lookUp(entry: PrincipalArn, index: number, context: KeyAdministratorsContext): Promise<Verdict> {
  const { arn, kind, name, partition, accountId } = entry;
  const { account, adminArn } = context;
  if (partition !== account.partition) {
    const rule = `must be in the partition of this account, ${account.partition}`;
    return replaced(rule, arn.replace(`arn:${partition}:`, `arn:${account.partition}:`));
  }
  if (accountId !== account.accountId) return { arn, warning: foreignWarning(entry, index, context) };
  if (arn === adminArn) {
    return { rule: "is adminUser, who administers the key without being listed", remedy: { kind: "remove" } };
  }
  const principal = await lookUpPrincipal(kind, name);
  if ("failure" in principal) return notFound(entry, principal, context);
  if (principal.arn === arn) return principal;
  const exact = context.shown ? `, which is ${principal.arn}` : "";
  return replaced(
    `must be the ARN that IAM has for the ${kind} ${context.shown ? name : "of that name"}${exact}`,
    principal.arn,
  );
}

const replaced = (rule: string, arn: string): AdministratorFault => ({ rule, remedy: { kind: "replace", arn } });

async function notFound(
  { kind, name }: PrincipalArn,
  { failure, reason }: LookUpFailure,
  { account, stack, shown }: KeyAdministratorsContext,
): Promise<AdministratorFault> {
  const action = kind === "role" ? "iam:GetRole" : "iam:GetUser";
  if (failure === "missing") {
    // Outside what the deployer's policy allows, and of no harm if it is denied.
    const otherKind = kind === "role" ? "user" : "role";
    const other = await lookUpPrincipal(otherKind, name);
    return "failure" in other
      ? { rule: `must name an existing IAM ${kind}`, remedy: { kind: "replace" } }
      : replaced(`must name an existing IAM ${kind}: that is the name of a ${otherKind}`, other.arn);
  }
  const why = shown && reason !== "" ? ` (${reason})` : "";
  if (failure === "denied") {
    const command = `npm run -s policy:deployer -- --stack ${stack} --account ${account.accountId}`;
    const rule = `could not be looked up${why}: the deployer needs ${action} on exactly this ARN, as in the policy that the command prints`;
    return { rule, remedy: { kind: "look", command } };
  }
  const command = `aws iam get-${kind} --${kind}-name ${shown ? shellWord(name) : "NAME"}`;
  const rule = `could not be looked up in IAM${why}: it must exist, and the deployer needs ${action} on it`;
  return { rule, remedy: { kind: "look", command } };
}

function foreignWarning({ arn, accountId }: PrincipalArn, index: number, { shown }: KeyAdministratorsContext): string {
  const which = `${keyOfEntry(index)}${shown ? ` (${arn})` : ""}`;
  return (
    `${which} is in another account${shown ? `, ${accountId}` : ""}: only its form was checked. If it does not exist, ` +
    "KMS rejects the key policy, which the AWS provider reports after two minutes. If it is recreated under the same " +
    "name, only `pulumi up --refresh` shows that."
  );
}
