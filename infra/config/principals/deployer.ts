import * as aws from "@pulumi/aws";
import { roleOfSession } from "../../principalArn.ts";
import { shellWord } from "../problems/configCommand.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

/**
 * Returns whether the caller is one of the key's administrators. The ARN of a role session lacks the role's path, so
 * roles are compared by name, which is unique in its account. The ARN of a user is complete.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function isAdministrator(callerArn: string, administrators: readonly string[]): boolean {
  const role = roleOfSession(callerArn);
  if (role === undefined) return administrators.includes(callerArn);
  const [prefix = "", name] = role.split("/");
  return administrators.some((arn) => arn.startsWith(`${prefix}/`) && arn.split("/").at(-1) === name);
}

/**
 * Returns a problem if KMS would reject the deployer's key. CreateKey rejects a policy that does not let its caller
 * change it (the lockout check), which the AWS provider reports only after two minutes of retries.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 */
export async function deployerProblems(
  callerArn: string,
  adminArn: string,
  keyAdministrators: readonly string[],
): Promise<ConfigProblem[]> {
  if (isAdministrator(callerArn, [adminArn, ...keyAdministrators])) return [];
  const key = "keyAdministrators";
  if (callerArn.endsWith(":root")) {
    const rule =
      "must include the deployer, but the deployer is the account's root user. Deploy as an IAM user or role";
    return [{ key, rule, fix: "aws configure" }];
  }
  const rule =
    `must include the deployer, ${callerArn}, unless it is adminUser. ` +
    "KMS rejects a key policy that locks out its creator";
  const fix = `pulumi config set --path 'keyAdministrators[${keyAdministrators.length}]' ${shellWord(await principalArn(callerArn))}`;
  return [{ key, rule, fix }];
}

/** Returns the ARN for a policy: for a session the role's, with its path if it can be looked up. */
async function principalArn(callerArn: string): Promise<string> {
  const role = roleOfSession(callerArn);
  if (role === undefined) return callerArn;
  try {
    return (await aws.iam.getSessionContext({ arn: callerArn })).issuerArn;
  } catch {
    return role;
  }
}
