import { accountRootArn } from "../../../infra/naming.ts";
import type { PolicyDocument, PolicyStatement } from "../../../infra/policies/policyDocument.ts";
import type { Stack } from "../../../tools/access/stack.ts";

const statement = (stack: Stack, Action: string): PolicyDocument => ({
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

/** What KMS gives a key that is made without a policy: IAM decides. */
export const defaultKeyPolicy = (stack: Stack): PolicyDocument => statement(stack, "kms:*");

/** A trust policy by which IAM decides who assumes the role. */
export const accountTrust = (stack: Stack): PolicyDocument => statement(stack, "sts:AssumeRole");

type Condition = NonNullable<PolicyStatement["Condition"]>;

/**
 * The stack's key policy without the conditions that the emulator does not evaluate, and with aws:PrincipalArn as it
 * spells it: the ARN of the session, where AWS's is the role's.
 */
export function asEmulatorSpells(
  { documents, roleArn, functionName }: Stack,
  { keeping, principalArn }: { readonly keeping?: string; readonly principalArn?: "of the role" } = {},
): PolicyDocument {
  const session = roleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + `/${functionName}`;
  const evaluated = (condition: Condition): Condition =>
    Object.fromEntries(
      Object.entries(condition).map(([operator, keys]) => [
        operator,
        Object.fromEntries(
          Object.entries(keys)
            .filter(([key]) => !key.startsWith("kms:") || key === keeping)
            .map(([key, value]) => [key, value === roleArn && principalArn === undefined ? session : value]),
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
