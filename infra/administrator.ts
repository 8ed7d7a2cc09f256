import * as aws from "@pulumi/aws";

/** The IAM user who administers the key. */
export interface Administrator {
  readonly arn: string;
  /** `AIDA…` */
  readonly uniqueId: string;
}

/** Where the provider gives no reason, these are the likely ones. */
const NO_REASON = "no reason given: does the user exist, and may who deploys call iam:GetUser?";

/**
 * Looks the administrator up, so that a wrong name is said now and not by KMS after minutes.
 *
 * @param quotesReason whether IAM's own reason, which repeats the name, may be passed on
 * @returns the user, or the rule that the name breaks
 */
export async function findAdministrator(userName: string, quotesReason: boolean): Promise<Administrator | string> {
  try {
    const user = await aws.iam.getUser({ userName });
    return { arn: user.arn, uniqueId: user.userId };
  } catch (error) {
    const reason = error instanceof Error && error.message !== "" ? error.message : NO_REASON;
    if (/NoSuchEntity|couldn't find resource/.test(reason)) return "must name an existing IAM user";
    return `could not be looked up in IAM${quotesReason ? ` (${reason})` : ""}`;
  }
}
