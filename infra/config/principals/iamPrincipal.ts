import * as aws from "@pulumi/aws";
import type { KeyPrincipal } from "../../policies/keyPolicy.ts";

/** The IAM user that administers the key. */
export type Administrator = Required<KeyPrincipal>;

/** A failed lookup. The reason is empty if the AWS provider does not pass on AWS's reason. */
export interface LookUpFailure {
  readonly failure: "missing" | "denied" | "other";
  readonly reason: string;
}

const NO_REASON = "no reason given: check that the user exists and that the deployer has iam:GetUser";

/** Looks up a principal in IAM by its name, which is unique in its account whatever its path. */
export async function lookUpPrincipal(kind: "role" | "user", name: string): Promise<Administrator | LookUpFailure> {
  try {
    if (kind === "user") {
      const user = await aws.iam.getUser({ userName: name });
      return { arn: user.arn, uniqueId: user.userId };
    }
    const role = await aws.iam.getRole({ name });
    return { arn: role.arn, uniqueId: role.uniqueId };
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    return { failure: failureOf(reason), reason };
  }
}

function failureOf(reason: string): LookUpFailure["failure"] {
  if (/NoSuchEntity|couldn't find resource/.test(reason)) return "missing";
  return /AccessDenied|not authorized/i.test(reason) ? "denied" : "other";
}

/**
 * Looks up adminUser, so that a wrong name fails at once and not minutes later in KMS.
 *
 * @param quotesReason whether IAM's reason, which contains the name, may be shown
 * @returns the user, or the rule that the name breaks
 */
export async function findAdministrator(userName: string, quotesReason: boolean): Promise<Administrator | string> {
  const found = await lookUpPrincipal("user", userName);
  if (!("failure" in found)) return found;
  if (found.failure === "missing") return "must name an existing IAM user";
  return `could not be looked up in IAM${quotesReason ? ` (${found.reason === "" ? NO_REASON : found.reason})` : ""}`;
}
