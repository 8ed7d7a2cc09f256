import { accountRootArn } from "../../../infra/naming.ts";
import type { PolicyDocument, PolicyStatement } from "../../../infra/policies/policyDocument.ts";
import type { Stack } from "../../../tools/access/stack.ts";

const accountPolicy = (stack: Stack, Action: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Account",
      Effect: "Allow",
      Principal: { AWS: accountRootArn(stack) },
      Action,
      ...(Action.startsWith("kms") ? { Resource: "*" } : {}),
    },
  ],
});

/** Returns the policy that KMS gives a key by default. It delegates access to IAM. */
export const defaultKeyPolicy = (stack: Stack): PolicyDocument => accountPolicy(stack, "kms:*");

/** Returns a trust policy that delegates access to IAM. */
export const accountTrust = (stack: Stack): PolicyDocument => accountPolicy(stack, "sts:AssumeRole");

type Condition = NonNullable<PolicyStatement["Condition"]>;

/**
 * Returns the stack's key policy in the form that the emulator evaluates: without the conditions that it does not
 * support, and with the ARN of the session as aws:PrincipalArn. On AWS, this is the ARN of the role.
 */
export function toEmulatorPolicy(
  { documents, roleArn, functionName }: Stack,
  { keptKey, principalArn = "session" }: { readonly keptKey?: string; readonly principalArn?: "role" | "session" } = {},
): PolicyDocument {
  const session = roleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + `/${functionName}`;
  const evaluated = (condition: Condition): Condition =>
    Object.fromEntries(
      Object.entries(condition).map(([operator, keys]) => [
        operator,
        Object.fromEntries(
          Object.entries(keys)
            .filter(([key]) => !key.startsWith("kms:") || key === keptKey)
            .map(([key, value]) => [key, value === roleArn && principalArn === "session" ? session : value]),
        ),
      ]),
    );
  return {
    Version: documents.keyPolicy.Version,
    Statement: documents.keyPolicy.Statement.map((each) =>
      each.Condition === undefined ? each : { ...each, Condition: evaluated(each.Condition) },
    ),
  };
}
