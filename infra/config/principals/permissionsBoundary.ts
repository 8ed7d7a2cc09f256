import type { AwsAccount } from "../../aws/awsAccount.ts";
import { setCommand } from "../problems/configCommand.ts";
import { fixFor } from "../problems/fixFor.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

const KEY = "permissionsBoundary";

/**
 * Returns a problem if IAM would reject the permissions boundary: it must be in the account of the role, or be a policy of AWS.
 *
 * @param arn the ARN of a managed policy
 * @param shown whether it may be shown: it was not given with `--secret`
 */
export function boundaryProblems(arn: string, { partition, accountId }: AwsAccount, shown: boolean): ConfigProblem[] {
  const [, ownPartition, , , owner = "", ...rest] = arn.split(":");
  if (ownPartition === partition && ["aws", accountId].includes(owner)) return [];
  const rule = `must be a policy of this account, ${accountId}, or of AWS, in the partition ${partition}`;
  if (!shown) return [{ key: KEY, rule, fix: fixFor([KEY]) }];
  const intended = ["arn", partition, "iam", "", owner === "aws" ? owner : accountId, ...rest].join(":");
  return [{ key: KEY, rule, given: arn, fix: setCommand([KEY], { value: intended }) }];
}
