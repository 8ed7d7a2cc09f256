import { UNIQUE_ID_SIDS, uniqueIdsOf } from "../policies/keyPolicy.ts";
import { parsePolicy } from "../policies/parsePolicy.ts";
import type { ParsedStatement } from "../policies/parsePolicy.ts";
import { isUniqueId, parsePrincipalArn } from "../principalArn.ts";

/** A principal in the key policy that was deleted and recreated: KMS still has the unique id of the deleted one. */
export interface RecreatedPrincipal {
  readonly access: keyof typeof UNIQUE_ID_SIDS;
  readonly arn: string;
  readonly deletedId: string;
  readonly currentId: string;
  /** Whether the previous policy contains the same ARN. KMS may show the deleted id instead. */
  readonly sameArn: boolean;
}

export interface PrincipalChanges {
  readonly recreated: readonly RecreatedPrincipal[];
  /** Unique ids of other deleted principals that KMS shows in the previous policy instead of their ARNs. */
  readonly deletedIds: readonly string[];
}

/**
 * Compares the previous key policy, which a refresh may have read from KMS, with the one that an update writes.
 *
 * @param accountId the stack's account: the policy contains no ids of principals of other accounts
 * @returns undefined if one of them is not a policy, such as a value that is unknown during a preview
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function comparePrincipals(before: unknown, after: unknown, accountId: string): PrincipalChanges | undefined {
  const [previous, current] = [parsePolicy(before), parsePolicy(after)];
  if (previous === undefined || current === undefined) return undefined;
  const recreated = (["administer", "decrypt"] as const).flatMap((access) =>
    findRecreated(access, principalsOf(access, previous, accountId), principalsOf(access, current, accountId)),
  );
  const known = new Set(recreated.map(({ deletedId }) => deletedId));
  const shown = previous.flatMap(({ Principal }) => Principal).filter(isUniqueId);
  return { recreated, deletedIds: [...new Set(shown)].filter((id) => !known.has(id)) };
}

function findRecreated(
  access: RecreatedPrincipal["access"],
  previous: PolicyPrincipals,
  current: PolicyPrincipals,
): readonly RecreatedPrincipal[] {
  const left = new Set(previous.ids.filter((id) => !current.ids.includes(id)));
  return current.ids.flatMap((currentId, index) => {
    const arn = current.arns[index];
    if (arn === undefined || previous.ids.includes(currentId)) return [];
    const at = previous.arns.indexOf(arn);
    const sameArn = at >= 0;
    // The same position, unless other principals were added or removed at the same time.
    const candidates = [sameArn && previous.paired ? previous.ids[at] : undefined, previous.ids[index], ...left];
    const deletedId = candidates.find((id) => id !== undefined && left.has(id) && isOfKind(id, arn));
    // An ARN that is new in the list, or whose id the previous policy did not contain, was not recreated. The Deny always
    // has the ARNs of the functions' roles.
    const shownAsId = access === "administer" && deletedId !== undefined && previous.shownIds.includes(deletedId);
    if (deletedId === undefined || !(sameArn || shownAsId)) return [];
    left.delete(deletedId);
    return { access, arn, deletedId, currentId, sameArn };
  });
}

/** The principals that have one kind of access by a policy. */
interface PolicyPrincipals {
  /** From the Sid, in the order in which the program wrote them. */
  readonly ids: readonly string[];
  /** Only those of the stack's own account. */
  readonly arns: readonly string[];
  /** Whether each id belongs to the ARN at the same position. */
  readonly paired: boolean;
  /** Ids that KMS shows instead of the ARNs of deleted principals. */
  readonly shownIds: readonly string[];
}

function principalsOf(
  access: RecreatedPrincipal["access"],
  statements: readonly ParsedStatement[],
  accountId: string,
): PolicyPrincipals {
  const label = UNIQUE_ID_SIDS[access];
  const labeled = statements.filter((statement) => statement.Sid.startsWith(label));
  const named = labeled.flatMap(({ Principal }) => Principal);
  const principals = access === "decrypt" ? withDeniedArns(named, statements) : named;
  const arns = principals.filter((principal) => parsePrincipalArn(principal)?.accountId === accountId);
  const ids = labeled.flatMap(({ Sid }) => uniqueIdsOf(Sid, label));
  return { ids, arns, paired: arns.length === ids.length, shownIds: named.filter(isUniqueId) };
}

/**
 * Returns the roles that decrypt, one per statement. KMS does not resolve ARNs in the condition of the Deny, so it keeps
 * the ARN of a deleted role there. The other statements show its unique id.
 */
function withDeniedArns(named: readonly string[], statements: readonly ParsedStatement[]): readonly string[] {
  const denied = statements.flatMap(({ Condition }) => Condition["StringNotEquals"]?.["aws:PrincipalArn"] ?? []);
  const hidden = denied.filter((arn) => !named.includes(arn));
  return named.map((principal) => (isUniqueId(principal) ? (hidden.shift() ?? principal) : principal));
}

const isOfKind = (uniqueId: string, arn: string): boolean =>
  uniqueId.startsWith(parsePrincipalArn(arn)?.kind === "user" ? "AIDA" : "AROA");
