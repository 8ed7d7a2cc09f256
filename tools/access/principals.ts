import { deployerPolicy } from "../../infra/policies/deployerPolicy.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { iamArn } from "./stack.ts";
import type { Stack, StackPair } from "./stack.ts";

/** The principals, by their column in the table. `*` marks an IAM policy that allows everything. */
export const PRINCIPALS = {
  admin: "adminUser, without an IAM policy",
  "admin*": "the same user with an IAM policy of * on *",
  deployer: "a CI role in keyAdministrators, without an IAM policy",
  "deployer+": "the same role with the policy that `npm run policy:deployer` prints",
  "deployer*": "the same role with an IAM policy of * on *",
  function: "the function's role, in a session of Lambda",
  otherFunction: "the function's role in the other environment",
  recycler: "the recycler's role, in a session of Lambda",
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
  /** An ARN or the name of a service. For a role, the ARN of a session. */
  readonly id: string;
  readonly context: Readonly<Record<string, string>>;
  readonly policies: readonly PolicyDocument[];
}

const FOREIGN_ACCOUNT = "999999999999";

/** Returns the principals that call AWS with credentials. */
export function principalsOf({ stack, other }: StackPair): readonly Principal[] {
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
    // A name of its own: on AWS each role gets a random suffix, but the mocked engine gives both roles the same one.
    role("otherFunction", stack, roleArn("reader-role-7654321"), other.functionName, [other.documents.functionPolicy]),
    role("recycler", stack, stack.recyclerRoleArn, stack.recyclerName, [stack.documents.recyclerPolicy]),
    role("kms:*", stack, roleArn("key-user"), "session", [allowing("kms:*")]),
    role("role*", stack, roleArn("power-user"), "session", [everything]),
    role("foreign*", foreign, iamArn(foreign, "role/stranger"), "session", [everything]),
    {
      name: "root",
      id: iamArn(stack, "root"),
      context: identity(stack, iamArn(stack, "root"), "Account"),
      // IAM allows the root user everything in its account. KMS still requires the key policy to allow it.
      policies: [everything],
    },
  ];
}

/** The services that assume a role or send requests on their own behalf. */
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

/** Returns a session of a role. Its aws:PrincipalArn is the ARN of the role. */
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
