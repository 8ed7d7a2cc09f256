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

const PARAMETER_ARN = "kms:EncryptionContext:PARAMETER_ARN";

interface EmulatorPolicyOptions {
  /**
   * The PARAMETER_ARN of the requests. The result omits statements that it does not match, because the emulator cannot
   * compare it. Default: one that every statement matches
   */
  readonly parameterArn?: string;
  /** A condition key to keep although the emulator does not evaluate it. */
  readonly keptKey?: string;
  readonly principalArn?: "role" | "session";
}

/**
 * Returns the stack's key policy in the form that the emulator evaluates: without the conditions that it does not
 * support, and with the ARN of the session as aws:PrincipalArn. On AWS, this is the ARN of the role.
 */
export function toEmulatorPolicy(
  { documents, functions }: Stack,
  { parameterArn, keptKey, principalArn = "session" }: EmulatorPolicyOptions = {},
): PolicyDocument {
  const toSession = (arn: string): string => {
    const found = principalArn === "session" ? functions.find(({ roleArn }) => roleArn === arn) : undefined;
    if (found === undefined) return arn;
    return `${arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${found.functionName}`;
  };
  const evaluated = (condition: Condition): Condition =>
    Object.fromEntries(
      Object.entries(condition).map(([operator, keys]) => [
        operator,
        Object.fromEntries(
          Object.entries(keys)
            .filter(([key]) => !key.startsWith("kms:") || key === keptKey)
            .map(([key, values]) => [key, typeof values === "string" ? toSession(values) : values.map(toSession)]),
        ),
      ]),
    );
  return {
    Version: documents.keyPolicy.Version,
    Statement: documents.keyPolicy.Statement.filter((each) => matchesContext(each, parameterArn)).map((each) =>
      each.Condition === undefined ? each : { ...each, Condition: evaluated(each.Condition) },
    ),
  };
}

/** Returns whether a statement applies to requests with a PARAMETER_ARN. The value `*` at an end matches every end. */
function matchesContext({ Condition = {} }: PolicyStatement, parameterArn: string | undefined): boolean {
  const conditions = Object.values(Condition).flatMap((keys) => (keys[PARAMETER_ARN] === undefined ? [] : [keys]));
  return (
    parameterArn === undefined ||
    conditions.every((keys) =>
      [keys[PARAMETER_ARN] ?? []]
        .flat()
        .some((value) => (value.endsWith("*") ? parameterArn.startsWith(value.slice(0, -1)) : value === parameterArn)),
    )
  );
}
