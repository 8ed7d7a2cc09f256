import * as aws from "@pulumi/aws";
import { roleOfSession } from "../../principalArn.ts";
import { shellWord } from "../problems/configCommand.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

/**
 * Whether the principal behind a caller's ARN is among the key's administrators. A role's session has the role's name
 * but not its path, and a role's name is unique in its account whatever the path; a user's ARN has it all.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function isAdministrator(callerArn: string, administrators: readonly string[]): boolean {
  const role = roleOfSession(callerArn);
  if (role === undefined) return administrators.includes(callerArn);
  const [prefix = "", name] = role.split("/");
  return administrators.some((arn) => arn.startsWith(`${prefix}/`) && arn.split("/").at(-1) === name);
}

/**
 * Why KMS would refuse the key to who deploys, if it would. CreateKey refuses a policy that would not let its caller
 * change it (the lockout check), which the provider would say only after two minutes of retries.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 */
export async function deployerProblems(
  callerArn: string,
  adminArn: string,
  keyAdministrators: readonly string[],
): Promise<ConfigProblem[]> {
  if (isAdministrator(callerArn, [adminArn, ...keyAdministrators])) return [];
  const problem = { key: "keyAdministrators", given: callerArn };
  if (callerArn.endsWith(":root")) {
    const rule = "is not enough: the account's root user must not deploy; use an IAM user or role";
    return [{ ...problem, rule, fix: "aws configure" }];
  }
  const rule =
    "must include who deploys, unless that is adminUser: KMS refuses a key that its creator could not change (the lockout check)";
  const fix = `pulumi config set --path 'keyAdministrators[${keyAdministrators.length}]' ${shellWord(await principalArn(callerArn))}`;
  return [{ ...problem, rule, fix }];
}

/** The ARN that a policy names: the role's for a session of it, path included where it can be looked up. */
async function principalArn(callerArn: string): Promise<string> {
  const role = roleOfSession(callerArn);
  if (role === undefined) return callerArn;
  try {
    return (await aws.iam.getSessionContext({ arn: callerArn })).issuerArn;
  } catch {
    return role;
  }
}
