import { expectedVerdict } from "./expectedVerdict.ts";
import { principalsOf, SERVICES } from "./principals.ts";
import type { Principal, PrincipalName } from "./principals.ts";
import { requestsOf } from "./requests.ts";
import type { AccessRequest } from "./requests.ts";
import { evaluate } from "./simulator.ts";
import type { Verdict } from "./simulator.ts";
import type { StackPair } from "./stack.ts";

/** The verdict on one request by one principal. */
export interface Cell {
  readonly principal: PrincipalName;
  readonly request: AccessRequest;
  readonly verdict: Verdict;
}

/** Evaluates every request, or those that pass the filter, for each principal that can send it. */
export async function evaluateMatrix(
  pair: StackPair,
  filter: (request: AccessRequest) => boolean = () => true,
): Promise<readonly Cell[]> {
  const principals = principalsOf(pair);
  const callers = { principal: principals, service: SERVICES, both: [...principals, ...SERVICES] };
  const cells: Cell[] = [];
  for (const request of requestsOf(pair).filter(filter)) {
    for (const principal of callers[request.caller]) {
      cells.push({ principal: principal.name, request, verdict: await evaluateFor(principal, request, pair) });
    }
  }
  return cells;
}

function evaluateFor(principal: Principal, { action, resource, context, policy }: AccessRequest, { stack }: StackPair) {
  return evaluate({
    principal: principal.id,
    action,
    resource,
    accountId: stack.accountId,
    context: { ...principal.context, ...context },
    identityPolicies: principal.policies,
    ...(policy === undefined ? {} : { resourcePolicy: stack.documents[policy] }),
  });
}

/** Returns a line for each unexpected verdict: `function kms:Decrypt directly: allowed, not denied`. */
export const describeUnexpected = (cells: readonly Cell[]): string[] =>
  cells.flatMap(({ principal, request, verdict }) => {
    const expected = expectedVerdict(principal, request);
    return verdict === expected
      ? []
      : [`${principal} ${request.action} ${request.description}: ${verdict}, not ${expected}`];
  });
