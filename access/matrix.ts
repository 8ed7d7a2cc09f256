import { expectedVerdict } from "./expected.ts";
import { principalsOf, SERVICES, type Principal, type PrincipalName } from "./principals.ts";
import { questionsAbout, type Question, type Service } from "./questions.ts";
import { verdict, type Verdict } from "./simulator.ts";
import type { Pair } from "./stack.ts";

/** One principal's answer to one question. */
export interface Cell {
  readonly who: PrincipalName;
  readonly question: Question;
  readonly verdict: Verdict;
}

/** The verdict of every principal on every question, or on those about some services. */
export async function matrix(pair: Pair, services?: readonly Service[]): Promise<readonly Cell[]> {
  const principals = principalsOf(pair);
  const cells: Cell[] = [];
  for (const question of questionsAbout(pair)) {
    if (services !== undefined && !services.includes(question.service)) continue;
    for (const principal of question.service === "sts" ? [...principals, ...SERVICES] : principals) {
      cells.push({ who: principal.name, question, verdict: await ask(pair, principal, question) });
    }
  }
  return cells;
}

function ask({ stack }: Pair, principal: Principal, { service, action, resource, context }: Question) {
  const { keyPolicy, trustPolicy } = stack.documents;
  return verdict({
    principal: principal.id,
    action,
    resource,
    accountId: stack.accountId,
    context: { ...principal.context, ...context },
    identityPolicies: principal.policies,
    ...(service === "kms" ? { resourcePolicy: keyPolicy } : {}),
    ...(service === "sts" ? { resourcePolicy: trustPolicy } : {}),
  });
}

/** Says where cells are not as they should be: `function kms:Decrypt directly: allowed, not denied`. */
export const unexpected = (cells: readonly Cell[]): string[] =>
  cells.flatMap(({ who, question, verdict: found }) => {
    const expected = expectedVerdict(who, question);
    return found === expected ? [] : [`${who} ${question.action} ${question.where}: ${found}, not ${expected}`];
  });
