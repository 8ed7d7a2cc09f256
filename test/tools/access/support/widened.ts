import type { PolicyDocument, PolicyStatement } from "../../../../infra/policies/policyDocument.ts";
import { matrix } from "../../../../tools/access/matrix.ts";
import type { Cell } from "../../../../tools/access/matrix.ts";
import type { Documents } from "../../../../tools/access/stack.ts";
import { pairOf } from "./judged.ts";

/** Gives the statement in another form; undefined removes it. */
export type Change = (statement: PolicyStatement) => PolicyStatement | undefined;

export type Step = readonly [sid: string, change: Change];

/**
 * The verdicts on dev when statements of one document are changed on a copy, each named by the start of its Sid. Asked
 * is only what the changed statements speak of, before or after: nothing else can change.
 */
export async function verdictsAfter(document: keyof Documents, ...steps: readonly Step[]): Promise<readonly Cell[]> {
  const { stack, other } = await pairOf("dev");
  const before = stack.documents[document];
  const after = steps.reduce((policy, step) => changed(policy, ...step), before);
  const actions = [...unlike(before, after), ...unlike(after, before)].flatMap(({ Action }) => Action);
  const spokenOf = actions.map((action) => new RegExp(`^${action.replaceAll("*", ".*")}$`));
  const copy = { ...stack, documents: { ...stack.documents, [document]: after } };
  return matrix({ stack: copy, other }, ({ action }) => spokenOf.some((pattern) => pattern.test(action)));
}

function changed(policy: PolicyDocument, sid: string, change: Change): PolicyDocument {
  const found = policy.Statement.filter(({ Sid }) => Sid.startsWith(sid));
  if (found.length !== 1) throw new Error(`${found.length} statements begin with ${sid}`);
  const Statement = policy.Statement.flatMap((one) => (found.includes(one) ? (change(one) ?? []) : one));
  return { ...policy, Statement };
}

/** The statements of one document that are not word for word in the other. */
function unlike(one: PolicyDocument, other: PolicyDocument): readonly PolicyStatement[] {
  const known = new Set(other.Statement.map((statement) => JSON.stringify(statement)));
  return one.Statement.filter((statement) => !known.has(JSON.stringify(statement)));
}

export const removed: Change = () => undefined;

export const unconditional: Change = (statement) => ({ ...statement, Condition: {} });

/** Drops one operator of the condition: `StringEquals`. */
export const withoutCondition =
  (operator: string): Change =>
  ({ Condition = {}, ...rest }) => {
    if (!(operator in Condition)) throw new Error(`no ${operator} in ${rest.Sid}`);
    return { ...rest, Condition: Object.fromEntries(Object.entries(Condition).filter(([name]) => name !== operator)) };
  };

export const withAction =
  (...actions: readonly string[]): Change =>
  (statement) => ({ ...statement, Action: [statement.Action, actions].flat() });

export const onlyActions =
  (...actions: readonly string[]): Change =>
  (statement) => ({ ...statement, Action: actions });

export const withResource =
  (resource: string): Change =>
  (statement) => ({ ...statement, Resource: resource });

export const withPrincipal =
  (principal: NonNullable<PolicyStatement["Principal"]>): Change =>
  (statement) => ({ ...statement, Principal: principal });

export const withConditions =
  (condition: NonNullable<PolicyStatement["Condition"]>): Change =>
  (statement) => ({ ...statement, Condition: { ...statement.Condition, ...condition } });
