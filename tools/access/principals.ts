import { deployerPolicy } from "../../infra/policies/deployerPolicy.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { iamArn } from "./stack.ts";
import type { Pair, Stack } from "./stack.ts";

/** Who asks, as the table's columns are called. A star stands for an IAM policy that allows everything. */
export const PRINCIPALS = {
  admin: "adminUser, without any IAM policy",
  "admin*": "the same user with an IAM policy of * on *",
  deployer: "a CI role among keyAdministrators, without any IAM policy",
  "deployer+": "the same role with what `npm run policy:deployer` prints",
  "deployer*": "the same role with an IAM policy of * on *",
  function: "the function's role, in the session that Lambda runs it under",
  otherFn: "the function's role of the other environment",
  recycler: "the recycler's role, in the session that Lambda runs it under",
  "kms:*": "another role with an IAM policy of kms:* on *",
  "role*": "another role with an IAM policy of * on *",
  "foreign*": "a role of another account with an IAM policy of * on *",
  root: "the account's root user",
  lambda: "the service lambda.amazonaws.com",
  ec2: "another service (ec2.amazonaws.com)",
  events: "the service events.amazonaws.com (EventBridge)",
} as const;

export type PrincipalName = keyof typeof PRINCIPALS;

export interface Principal {
  readonly name: PrincipalName;
  /** A role appears as its session. */
  readonly id: string;
  readonly context: Readonly<Record<string, string>>;
  readonly policies: readonly PolicyDocument[];
}

const FOREIGN_ACCOUNT = "999999999999";

/** Those who call AWS's APIs with credentials. */
export function principalsOf({ stack, other }: Pair): readonly Principal[] {
  const everything = allowing("*");
  const roleArn = (name: string) => iamArn(stack, `role/${name}`);
  const foreign = { ...stack, accountId: FOREIGN_ACCOUNT };
  return [
    user("admin", stack, []),
    user("admin*", stack, [everything]),
    role("deployer", stack, stack.deployerArn, "ci", []),
    role("deployer+", stack, stack.deployerArn, "ci", [deployerPolicyOf(stack)]),
    role("deployer*", stack, stack.deployerArn, "ci", [everything]),
    role("function", stack, stack.roleArn, stack.functionName, [stack.documents.functionPolicy]),
    // Named here: on AWS each stack's role has another ending, under the mocked engine both have the same.
    role("otherFn", stack, roleArn("reader-role-7654321"), other.functionName, [other.documents.functionPolicy]),
    role("recycler", stack, stack.recyclerRoleArn, stack.recyclerName, [stack.documents.recyclerPolicy]),
    role("kms:*", stack, roleArn("key-user"), "session", [allowing("kms:*")]),
    role("role*", stack, roleArn("power-user"), "session", [everything]),
    role("foreign*", foreign, iamArn(foreign, "role/stranger"), "session", [everything]),
    {
      name: "root",
      id: iamArn(stack, "root"),
      context: identity(stack, iamArn(stack, "root"), "Account"),
      // IAM lets the root user do everything in its account; a key asks its own policy all the same.
      policies: [everything],
    },
  ];
}

/** Services, which assume a role, or ask by themselves. */
export const SERVICES: readonly Principal[] = (["lambda", "ec2", "events"] as const).map((name) => ({
  name,
  id: `${name}.amazonaws.com`,
  context: {},
  policies: [],
}));

function deployerPolicyOf(stack: Stack): PolicyDocument {
  const [, environment = "", appName = ""] = stack.parameterPath.split("/");
  const adminUser = stack.adminArn.split("/").at(-1) ?? "";
  return deployerPolicy(
    stack,
    { environment, appName },
    {
      adminUser,
      keyAdministrators: [stack.deployerArn],
      refreshOnChange: true,
    },
  );
}

const user = (name: PrincipalName, stack: Stack, policies: readonly PolicyDocument[]): Principal => ({
  name,
  id: stack.adminArn,
  context: identity(stack, stack.adminArn, "User"),
  policies,
});

/** aws:PrincipalArn is the role's own ARN, whatever the session is called. */
const role = (
  name: PrincipalName,
  stack: Stack,
  arn: string,
  session: string,
  policies: readonly PolicyDocument[],
): Principal => ({
  name,
  id: `${arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${session}`,
  context: identity(stack, arn, "AssumedRole"),
  policies,
});

const identity = ({ accountId }: Stack, arn: string, type: string) => ({
  "aws:PrincipalArn": arn,
  "aws:PrincipalAccount": accountId,
  "aws:PrincipalType": type,
});

const allowing = (action: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "Allowed", Effect: "Allow", Action: action, Resource: "*" }],
});
