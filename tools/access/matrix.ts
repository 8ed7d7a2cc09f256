import { expectedVerdict } from "./expected.ts";
import { isServices } from "./places.ts";
import { principalsOf, SERVICES } from "./principals.ts";
import type { Principal, PrincipalName } from "./principals.ts";
import { questionsAbout } from "./questions.ts";
import type { Question } from "./questions.ts";
import { verdict } from "./simulator.ts";
import type { Verdict } from "./simulator.ts";
import type { Pair } from "./stack.ts";

/** One principal's answer to one question. */
export interface Cell {
  readonly who: PrincipalName;
  readonly question: Question;
  readonly verdict: Verdict;
}

/** The verdict of every principal on every question, or on some. */
export async function matrix(
  pair: Pair,
  about: (question: Question) => boolean = () => true,
): Promise<readonly Cell[]> {
  const principals = principalsOf(pair);
  const cells: Cell[] = [];
  for (const question of questionsAbout(pair).filter(about)) {
    const asked = isServices(question.place) ? SERVICES : principals;
    for (const principal of question.service === "sts" ? [...principals, ...SERVICES] : asked) {
      cells.push({ who: principal.name, question, verdict: await ask(pair, principal, question) });
    }
  }
  return cells;
}

function ask({ stack }: Pair, principal: Principal, { action, resource, context, policy }: Question) {
  return verdict({
    principal: principal.id,
    action,
    resource,
    accountId: stack.accountId,
    context: { ...principal.context, ...context },
    identityPolicies: principal.policies,
    ...(policy === undefined ? {} : { resourcePolicy: stack.documents[policy] }),
  });
}

/** Says where cells are not as they should be: `function kms:Decrypt directly: allowed, not denied`. */
export const unexpected = (cells: readonly Cell[]): string[] =>
  cells.flatMap(({ who, question, verdict: found }) => {
    const expected = expectedVerdict(who, question);
    return found === expected ? [] : [`${who} ${question.action} ${question.where}: ${found}, not ${expected}`];
  });
