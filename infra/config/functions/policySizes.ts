import type { Application } from "../../naming.ts";
import { functionPolicy } from "../../policies/functionPolicy.ts";
import { keyPolicy } from "../../policies/keyPolicy.ts";
import { isRecycled, recyclerPolicy } from "../../policies/recyclerPolicies.ts";
import type { Principals } from "../principals/checkPrincipals.ts";
import { setCommand } from "../problems/configCommand.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { problemInApp } from "./declaredApp.ts";
import type { FunctionPlan } from "./functionPlans.ts";

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const MAX_KEY_POLICY_BYTES = 32_768;

/**
 * The limit of all inline policies of a role together, without white space.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_ROLE_POLICY_CHARACTERS = 10_240;

/** As long as those that AWS assigns to a role. */
const ROLE_SUFFIX = "-0123456";
const ROLE_ID = "AROA00000000000000000";

export interface PolicyContext extends Pick<Principals, "account" | "admin" | "keyAdministrators"> {
  readonly application: Application;
  readonly refreshOnChange: boolean;
}

/** Returns the policies that AWS would reject because of their size. */
export function policySizeProblems(functions: readonly FunctionPlan[], context: PolicyContext): ConfigProblem[] {
  const { account, admin, keyAdministrators, application } = context;
  const decryptors = functions.map((plan) => ({
    arn: `arn:${account.partition}:iam::${account.accountId}:role/${plan.functionName}${ROLE_SUFFIX}`,
    uniqueId: ROLE_ID,
    secrets: plan.secrets,
  }));
  const administrators = [admin, ...keyAdministrators];
  const keyBytes = Buffer.byteLength(JSON.stringify(keyPolicy(account, application, { administrators, decryptors })));
  const problems = functions.flatMap((plan) => {
    const { length } = JSON.stringify(functionPolicy(account, application, plan));
    if (length <= MAX_ROLE_POLICY_CHARACTERS) return [];
    const rule =
      `must have a smaller IAM policy: with its sections and permissions it has ${length} characters, and at most ` +
      `${MAX_ROLE_POLICY_CHARACTERS} are possible`;
    const edit = "combine sections that it reads, or remove some of its permissions";
    return [problemInApp("functions.ts", plan.name, rule, edit)];
  });
  problems.push(...recyclerProblems(functions, context));
  if (keyBytes <= MAX_KEY_POLICY_BYTES) return problems;
  const rule = `must need a smaller key policy: it has ${keyBytes} bytes, and at most ${MAX_KEY_POLICY_BYTES} are possible`;
  const edit = "let fewer functions read secrets, or combine secrets that the same functions read";
  return [...problems, problemInApp("functions.ts", "functions", rule, edit)];
}

/** Returns a problem if the stack has more functions than the recycler's policy can name. */
function recyclerProblems(functions: readonly FunctionPlan[], context: PolicyContext): ConfigProblem[] {
  const { account, application, refreshOnChange } = context;
  if (!refreshOnChange) return [];
  const names = functions.filter(isRecycled).map(({ functionName }) => functionName);
  const { length } = JSON.stringify(recyclerPolicy(account, application, names));
  if (length <= MAX_ROLE_POLICY_CHARACTERS) return [];
  const rule =
    `must be false for so many functions: the IAM policy of the recycler, which names them, has ${length} characters, ` +
    `and at most ${MAX_ROLE_POLICY_CHARACTERS} are possible`;
  const key = "refreshOnChange";
  return [{ key, rule, given: "true", fix: setCommand([key], { value: "false" }) }];
}
