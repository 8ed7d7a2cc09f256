import type { PolicyDocument, PolicyStatement } from "../../../../infra/policies/policyDocument.ts";
import { describeUnexpected, evaluateMatrix } from "../../../../tools/access/matrix.ts";
import type { Cell } from "../../../../tools/access/matrix.ts";
import type { Documents } from "../../../../tools/access/stack.ts";
import { stackPairOf } from "./evaluateStack.ts";

/** A function that changes a statement, or returns undefined to remove it. */
export type Change = (statement: PolicyStatement) => PolicyStatement | undefined;

export type Step = readonly [sid: string, change: Change];

/**
 * Evaluates dev after statements of one document have changed, each named by the start of its Sid. Evaluates only the
 * actions of the changed statements, because no other verdict can change.
 */
export async function evaluateAfter(document: keyof Documents, ...steps: readonly Step[]): Promise<readonly Cell[]> {
  const { stack, other } = await stackPairOf("dev");
  const before = stack.documents[document];
  const after = steps.reduce((policy, step) => changeStatement(policy, ...step), before);
  const actions = [...difference(before, after), ...difference(after, before)].flatMap(({ Action }) => Action);
  const patterns = actions.map((action) => new RegExp(`^${action.replaceAll("*", ".*")}$`));
  const copy = { ...stack, documents: { ...stack.documents, [document]: after } };
  return evaluateMatrix({ stack: copy, other }, ({ action }) => patterns.some((pattern) => pattern.test(action)));
}

/** Returns a line for each unexpected verdict after one statement has changed. */
export const unexpectedAfter = async (document: keyof Documents, sid: string, change: Change): Promise<string[]> =>
  describeUnexpected(await evaluateAfter(document, [sid, change]));

function changeStatement(policy: PolicyDocument, sid: string, change: Change): PolicyDocument {
  const found = policy.Statement.filter(({ Sid }) => Sid.startsWith(sid));
  if (found.length !== 1) throw new Error(`${found.length} statements start with ${sid}; expected one.`);
  const Statement = policy.Statement.flatMap((one) => (found.includes(one) ? (change(one) ?? []) : one));
  return { ...policy, Statement };
}

/** Returns the statements of one document that are not in the other. */
function difference(one: PolicyDocument, other: PolicyDocument): readonly PolicyStatement[] {
  const known = new Set(other.Statement.map((statement) => JSON.stringify(statement)));
  return one.Statement.filter((statement) => !known.has(JSON.stringify(statement)));
}

export const removed: Change = () => undefined;

export const unconditional: Change = (statement) => ({ ...statement, Condition: {} });

/** Removes one operator of the condition, such as `StringEquals`. */
export const withoutCondition =
  (operator: string): Change =>
  ({ Condition = {}, ...rest }) => {
    if (!(operator in Condition)) throw new Error(`${rest.Sid} has no condition ${operator}.`);
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
