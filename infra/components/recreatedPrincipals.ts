import { z } from "zod";
import { UNIQUE_ID_SIDS, uniqueIdsOf } from "../policies/keyPolicy.ts";
import { parsePrincipalArn } from "../principalArn.ts";

/** A principal that the key policy names, and that KMS no longer has under its ARN. */
export interface RecreatedPrincipal {
  readonly access: keyof typeof UNIQUE_ID_SIDS;
  readonly arn: string;
  readonly earlierId: string;
  readonly presentId: string;
  /** Whether the earlier policy shows the same ARN: a refresh may have put the earlier id in its place. */
  readonly sameArn: boolean;
}

export interface PrincipalChanges {
  readonly recreated: readonly RecreatedPrincipal[];
  /** Other ids in the earlier policy that stand where KMS has no ARN any more. */
  readonly deletedIds: readonly string[];
}

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

/** What of a key policy is compared; other forms of principals and conditions count as none. */
const policySchema = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string().catch(""),
      Principal: z
        .object({ AWS: texts })
        .transform(({ AWS }) => AWS)
        .catch([]),
      Condition: z
        .object({ StringNotEquals: z.object({ "aws:PrincipalArn": texts }) })
        .transform(({ StringNotEquals }) => StringNotEquals["aws:PrincipalArn"])
        .catch([]),
    }),
  ),
});

type Policy = z.output<typeof policySchema>;

/** What KMS shows in place of the ARN of a principal that was deleted. */
const isUniqueId = (principal: string): boolean => /^A(IDA|ROA)[A-Z0-9]+$/.test(principal);

/**
 * Compares the key policy as it is, which may be what a refresh has read, with the one that an update writes.
 *
 * @param accountId of the stack: the policy holds no ids of principals of other accounts
 * @returns undefined if one of them is not a policy, such as a text that a preview does not know yet
 */
export function principalChanges(before: unknown, after: unknown, accountId: string): PrincipalChanges | undefined {
  const [earlier, present] = [parsedPolicy(before), parsedPolicy(after)];
  if (earlier === undefined || present === undefined) return undefined;
  const recreated = (["administer", "decrypt"] as const).flatMap((access) =>
    recreatedFor(access, named(access, earlier, accountId), named(access, present, accountId)),
  );
  const known = new Set(recreated.map(({ earlierId }) => earlierId));
  const shown = earlier.Statement.flatMap(({ Principal }) => Principal).filter(isUniqueId);
  return { recreated, deletedIds: [...new Set(shown)].filter((id) => !known.has(id)) };
}

function parsedPolicy(text: unknown): Policy | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return policySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function recreatedFor(
  access: RecreatedPrincipal["access"],
  earlier: Named,
  present: Named,
): readonly RecreatedPrincipal[] {
  const left = new Set(earlier.ids.filter((id) => !present.ids.includes(id)));
  return present.ids.flatMap((presentId, index) => {
    const arn = present.arns[index];
    if (arn === undefined || earlier.ids.includes(presentId)) return [];
    const at = earlier.arns.indexOf(arn);
    const sameArn = at >= 0;
    // The same position, unless others came or went at the same time.
    const candidates = [sameArn && earlier.paired ? earlier.ids[at] : undefined, earlier.ids[index], ...left];
    const earlierId = candidates.find((id) => id !== undefined && left.has(id) && isOfKind(id, arn));
    // Neither is a recreation: an ARN that is new in the list, and one whose id the earlier policy did not hold.
    if (earlierId === undefined || !(sameArn || earlier.shownIds.includes(earlierId))) return [];
    left.delete(earlierId);
    return { access, arn, earlierId, presentId, sameArn };
  });
}

/** Whom a policy gives an access. */
interface Named {
  /** From the Sid, in the order in which the program wrote them. */
  readonly ids: readonly string[];
  /** Of the stack's own account. */
  readonly arns: readonly string[];
  /** Whether each id is that of the ARN at the same position. */
  readonly paired: boolean;
  /** Where KMS has no ARN any more. */
  readonly shownIds: readonly string[];
}

function named(access: RecreatedPrincipal["access"], { Statement }: Policy, accountId: string): Named {
  const label = UNIQUE_ID_SIDS[access];
  const { Sid = "", Principal = [] } = Statement.find((statement) => statement.Sid.startsWith(label)) ?? {};
  // The condition of the Deny is a mere text to KMS: it keeps the ARN of a role that was deleted.
  const principals = access === "decrypt" ? Statement.flatMap(({ Condition }) => Condition) : Principal;
  const arns = principals.filter((principal) => parsePrincipalArn(principal)?.accountId === accountId);
  const ids = uniqueIdsOf(Sid, label);
  return { ids, arns, paired: arns.length === ids.length, shownIds: Principal.filter(isUniqueId) };
}

const isOfKind = (uniqueId: string, arn: string): boolean =>
  uniqueId.startsWith(parsePrincipalArn(arn)?.kind === "user" ? "AIDA" : "AROA");
