import * as aws from "@pulumi/aws";
import type { KeyPrincipal } from "../../policies/keyPolicy.ts";
import { shellWord } from "../problems/configCommand.ts";

/** The IAM user that administers the key. */
export type Administrator = Required<KeyPrincipal>;

/** A failed lookup. The reason is empty if the AWS provider does not pass on AWS's reason. */
export interface LookUpFailure {
  readonly failure: "missing" | "denied" | "other";
  readonly reason: string;
}

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

/** A principal that could not be looked up. */
interface UncheckedPrincipal {
  readonly kind: "role" | "user";
  readonly name: string;
  /** The noun phrase for the principal in the rule. */
  readonly target: string;
  /** Whether the name, and IAM's reason, which contains it, may be shown. */
  readonly shown: boolean;
}

/** Returns the rule and the command for a principal that may exist, but could not be looked up. */
export function lookUpProblem(
  { kind, name, target, shown }: UncheckedPrincipal,
  { failure, reason }: LookUpFailure,
  { accountId, stack }: { readonly accountId: string; readonly stack: string },
): { readonly rule: string; readonly command: string } {
  const action = kind === "role" ? "iam:GetRole" : "iam:GetUser";
  const why = shown && reason !== "" ? ` (${reason})` : "";
  if (failure === "denied") {
    const command = `npm run -s policy:deployer -- --stack ${stack} --account ${accountId}`;
    const rule = `could not be looked up${why}: the deployer needs ${action} on ${target}. Attach the policy that the command prints`;
    return { rule, command };
  }
  const command = `aws iam get-${kind} --${kind}-name ${shown ? shellWord(name) : "NAME"}`;
  const rule = `could not be looked up in IAM${why}: check that it exists and that the deployer has ${action}`;
  return { rule, command };
}
