import { recordedStacks } from "../../../access/recordedStacks.ts";
import type { Documents, Pair } from "../../../access/stack.ts";
import type { PolicyDocument, PolicyStatement } from "../../../infra/policies.ts";

export type Change = (statement: PolicyStatement) => PolicyStatement | undefined;

/** The stack dev beside prod, as the program emits them. */
export async function dev(): Promise<Pair> {
  const [pair] = await recordedStacks();
  if (pair === undefined) throw new Error("no stack was recorded");
  return pair;
}

/** A copy in which the statement whose Sid begins so is changed, or removed where the change gives undefined. */
export function widened(pair: Pair, document: keyof Documents, sid: string, change: Change): Pair {
  const policy = pair.stack.documents[document];
  if (policy.Statement.filter(({ Sid }) => Sid.startsWith(sid)).length !== 1) throw new Error(`no single ${sid}`);
  const Statement = policy.Statement.flatMap((statement) => {
    if (!statement.Sid.startsWith(sid)) return [statement];
    const changed = change(statement);
    return changed === undefined ? [] : [changed];
  });
  const copy: PolicyDocument = { ...policy, Statement };
  return { ...pair, stack: { ...pair.stack, documents: { ...pair.stack.documents, [document]: copy } } };
}

export const removed: Change = () => undefined;

export const unconditional: Change = ({ Condition: _condition, ...rest }) => rest;

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
