import * as aws from "@pulumi/aws";
import type { KeyPrincipal } from "../../policies/keyPolicy.ts";

/** Why a principal could not be found. The AWS provider does not always pass on AWS's reason: it is empty then. */
export interface LookUpFailure {
  readonly failure: "missing" | "denied" | "other";
  readonly reason: string;
}

/** Returns what IAM has under a name, which is unique in its account whatever the path. */
export async function lookUpPrincipal(
  kind: "role" | "user",
  name: string,
): Promise<Required<KeyPrincipal> | LookUpFailure> {
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
