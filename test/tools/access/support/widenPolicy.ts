import type { PolicyDocument, PolicyStatement } from "../../../../infra/policies/policyDocument.ts";
import { describeUnexpected, evaluateCells, evaluateMatrix } from "../../../../tools/access/matrix.ts";
import type { Cell } from "../../../../tools/access/matrix.ts";
import type { Principal } from "../../../../tools/access/principals.ts";
import type { AccessRequest } from "../../../../tools/access/requests.ts";
import type { Documents, Stack } from "../../../../tools/access/stack.ts";
import { everyCase } from "./everyCase.ts";

/** A function that changes a statement, or returns undefined to remove it. */
export type Change = (statement: PolicyStatement) => PolicyStatement | undefined;

export type Step = readonly [sid: string, change: Change];

/** A policy of a function's role. */
export interface FunctionDocument {
  readonly of: string;
  readonly document: "policy" | "trustPolicy";
}

/** A policy of a stack, or of a function's role. */
export type DocumentId = keyof Documents | FunctionDocument;

export const policyOf = (of: string): FunctionDocument => ({ of, document: "policy" });
export const trustPolicyOf = (of: string): FunctionDocument => ({ of, document: "trustPolicy" });

/**
 * Evaluates dev, in which every kind of `reads` occurs, after statements of one document have changed, each named by the
 * start of its Sid. Evaluates only the actions of the changed statements and, for the
 * policy of a role, only the sessions of the role, because no other verdict can change.
 */
export async function evaluateAfter(id: DocumentId, ...steps: readonly Step[]): Promise<readonly Cell[]> {
  const { pair, filter } = await changePair(id, (policy) =>
    steps.reduce((changed, step) => changeStatement(changed, ...step), policy),
  );
  return evaluateMatrix(pair, filter);
}

/** Returns a line for each unexpected verdict after one statement has changed. */
export const unexpectedAfter = async (id: DocumentId, sid: string, change: Change): Promise<string[]> =>
  describeUnexpected(await evaluateAfter(id, [sid, change]));

/** Returns a line for the first unexpected verdict after one statement has changed; undefined if there is none. */
export async function firstUnexpectedAfter(id: DocumentId, sid: string, change: Change): Promise<string | undefined> {
  const { pair, filter } = await changePair(id, (policy) => changeStatement(policy, sid, change));
  for await (const cell of evaluateCells(pair, filter)) {
    const [line] = describeUnexpected([cell]);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** Returns a policy of dev. */
export const readDocument = async (id: DocumentId): Promise<PolicyDocument> =>
  documentOf((await everyCase("dev")).stack, id);

function documentOf({ documents, functions }: Stack, id: DocumentId): PolicyDocument {
  if (typeof id === "string") return documents[id];
  const found = functions.find(({ name }) => name === id.of);
  if (found === undefined) throw new Error(`${id.of} is not a function.`);
  return found[id.document];
}

async function changePair(id: DocumentId, change: (policy: PolicyDocument) => PolicyDocument) {
  const { stack, other } = await everyCase("dev");
  const before = documentOf(stack, id);
  const after = change(before);
  const actions = [...difference(before, after), ...difference(after, before)].flatMap(({ Action }) => Action);
  const patterns = actions.map((action) => new RegExp(`^${action.replaceAll("*", ".*")}$`));
  const changed: Stack =
    typeof id === "string"
      ? { ...stack, documents: { ...stack.documents, [id]: after } }
      : {
          ...stack,
          functions: stack.functions.map((one) => (one.name === id.of ? { ...one, [id.document]: after } : one)),
        };
  const filter = ({ action }: AccessRequest, principal: Principal) =>
    patterns.some((pattern) => pattern.test(action)) && isSubject(principal, id);
  return { pair: { stack: changed, other }, filter };
}

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

/** Returns whether a policy can change the verdicts on the requests of a principal. */
function isSubject({ kind, of }: Principal, id: DocumentId): boolean {
  if (id === "recyclerPolicy") return kind === "recycler";
  if (typeof id === "string" || id.document === "trustPolicy") return true;
  return of?.name === id.of && kind !== "otherFunction";
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

/** Removes one key from every operator of the condition, such as `kms:ViaService`. */
export const withoutConditionKey =
  (key: string): Change =>
  ({ Condition = {}, ...rest }) => {
    const kept = Object.entries(Condition).map(
      ([operator, keys]) =>
        [operator, Object.fromEntries(Object.entries(keys).filter(([name]) => name !== key))] as const,
    );
    if (JSON.stringify(Object.fromEntries(kept)) === JSON.stringify(Condition)) {
      throw new Error(`${rest.Sid} has no condition on ${key}.`);
    }
    return { ...rest, Condition: Object.fromEntries(kept.filter(([, keys]) => Object.keys(keys).length > 0)) };
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

export const withMoreResources =
  (...resources: readonly string[]): Change =>
  (statement) => ({ ...statement, Resource: [statement.Resource ?? [], resources].flat() });

export const withPrincipal =
  (principal: NonNullable<PolicyStatement["Principal"]>): Change =>
  (statement) => ({ ...statement, Principal: principal });

export const withConditions =
  (condition: NonNullable<PolicyStatement["Condition"]>): Change =>
  (statement) => ({ ...statement, Condition: { ...statement.Condition, ...condition } });

/** Adds values to a key of the condition, wherever the key occurs. */
export const withMoreValues =
  (key: string, ...values: readonly string[]): Change =>
  ({ Condition = {}, ...rest }) => {
    const added = Object.entries(Condition).map(([operator, keys]) => {
      const before = keys[key];
      return [operator, before === undefined ? keys : { ...keys, [key]: [before, values].flat() }] as const;
    });
    return { ...rest, Condition: Object.fromEntries(added) };
  };

/** Adds a role or a user to those that a Deny does not apply to. */
export const sparing = (arn: string): Change => withMoreValues("aws:PrincipalArn", arn);
