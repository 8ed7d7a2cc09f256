import { expectedVerdict } from "./expectedVerdict.ts";
import { principalsOf, SERVICES } from "./principals.ts";
import type { Principal } from "./principals.ts";
import { requestsOf } from "./requests.ts";
import type { AccessRequest } from "./requests.ts";
import { evaluate } from "./simulator.ts";
import type { Verdict } from "./simulator.ts";
import type { Stack, StackPair } from "./stack.ts";
import type { Target } from "./targets.ts";

/** The verdict on one request by one principal, and the one that the declared functions lead to. */
export interface Cell {
  readonly principal: Principal;
  readonly request: AccessRequest;
  readonly verdict: Verdict;
  readonly expected: Verdict;
}

/** Whether a request by a principal is evaluated. */
type Filter = (request: AccessRequest, principal: Principal) => boolean;

/** Evaluates every request, or those that pass the filter, for each principal that can send it. */
export async function* evaluateCells(pair: StackPair, filter: Filter = () => true): AsyncGenerator<Cell> {
  const principals = principalsOf(pair);
  const callers = { principal: principals, service: SERVICES, both: [...principals, ...SERVICES] };
  for (const request of requestsOf(pair)) {
    for (const principal of callers[request.caller].filter((one) => filter(request, one))) {
      const verdict = await evaluateFor(principal, request.action, request, pair.stack);
      yield { principal, request, verdict, expected: expectedVerdict(principal, request, pair.stack) };
    }
  }
}

/** Evaluates the same, and returns all cells. */
export async function evaluateMatrix(pair: StackPair, filter?: Filter): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for await (const cell of evaluateCells(pair, filter)) cells.push(cell);
  return cells;
}

/** Returns the verdict on an action, such as `kms:Decrypt`, on a target. */
export const evaluateFor = (
  principal: Principal,
  action: string,
  { resource, context, policy }: Pick<Target, "resource" | "context" | "policy">,
  { accountId }: Stack,
): Promise<Verdict> =>
  evaluate({
    principal: principal.id,
    action,
    resource,
    accountId,
    context: { ...principal.context, ...context },
    identityPolicies: principal.policies,
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
  });

/** Returns a line for each unexpected verdict: `viewer kms:Decrypt directly: allowed, not denied`. */
export const describeUnexpected = (cells: readonly Cell[]): string[] =>
  cells.flatMap(({ principal, request, verdict, expected }) =>
    verdict === expected
      ? []
      : [`${principal.name} ${request.action} ${request.description}: ${verdict}, not ${expected}`],
  );
