import { deployerPolicy } from "../../infra/policies/deployerPolicy.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { iamArn } from "./stack.ts";
import type { Stack, StackFunction, StackPair } from "./stack.ts";

/** The kinds of principals. `*` marks an IAM policy that allows everything. NAME is the name of a function. */
export const PRINCIPALS = {
  function: "NAME's role, in the function",
  functionElsewhere: "NAME's role, in another function",
  functionPerson: "NAME's role, used by a person",
  otherFunction: "NAME's role in the other environment, in its function",
  recycler: "the recycler's role, in a session of Lambda",
  admin: "adminUser, without an IAM policy",
  "admin*": "the same user with an IAM policy of * on *",
  deployer: "a CI role in keyAdministrators, without an IAM policy",
  "deployer+": "the same role with the policy that `npm run policy:deployer` prints",
  "deployer*": "the same role with an IAM policy of * on *",
  "kms:*": "another role with an IAM policy of kms:* on *",
  "role*": "another role with an IAM policy of * on *",
  "foreign*": "a role of another account with an IAM policy of * on *",
  root: "the account's root user",
  lambda: "the service lambda.amazonaws.com",
  ec2: "another service (ec2.amazonaws.com)",
  events: "the service events.amazonaws.com (EventBridge)",
} as const;

export type PrincipalKind = keyof typeof PRINCIPALS;

export interface Principal {
  readonly kind: PrincipalKind;
  /** The column in the table: the kind, or the name of a function with the kind of its session. */
  readonly name: string;
  readonly description: string;
  /** The function whose role it is. */
  readonly of?: StackFunction;
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
    ...stack.functions.flatMap((one) => functionPrincipals(stack, one)),
    ...other.functions.map((one) =>
      functionSession(stack, one, "otherFunction", `${one.name}/otherEnv`, one.functionArn),
    ),
    role("recycler", stack, stack.recyclerRoleArn, stack.recyclerName, [stack.documents.recyclerPolicy]),
    user("admin", stack, []),
    user("admin*", stack, [everything]),
    role("deployer", stack, stack.deployerArn, "ci", []),
    role("deployer+", stack, stack.deployerArn, "ci", [deployerPolicyOf(stack)]),
    role("deployer*", stack, stack.deployerArn, "ci", [everything]),
    role("kms:*", stack, roleArn("key-user"), "session", [allowing("kms:*")]),
    role("role*", stack, roleArn("power-user"), "session", [everything]),
    role("foreign*", foreign, iamArn(foreign, "role/stranger"), "session", [everything]),
    {
      ...named("root"),
      id: iamArn(stack, "root"),
      context: identity(stack, iamArn(stack, "root"), "Account"),
      // IAM allows the root user everything in its account. KMS still requires the key policy to allow it.
      policies: [everything],
    },
  ];
}

/** Returns the sessions of a function's role: in the function, in another function of the stack, and outside Lambda. */
function functionPrincipals(stack: Stack, one: StackFunction): readonly Principal[] {
  const index = stack.functions.indexOf(one);
  const next = stack.functions[(index + 1) % stack.functions.length] ?? one;
  const elsewhere = next === one ? `${one.functionArn}Other` : next.functionArn;
  return [
    functionSession(stack, one, "function", one.name, one.functionArn),
    functionSession(stack, one, "functionElsewhere", `${one.name}/otherFn`, elsewhere),
    functionSession(stack, one, "functionPerson", `${one.name}/person`),
  ];
}

/** @param sourceFunctionArn the function that Lambda runs with the role. Undefined outside Lambda */
function functionSession(
  stack: Stack,
  one: StackFunction,
  kind: PrincipalKind,
  name: string,
  sourceFunctionArn?: string,
): Principal {
  const { context, ...principal } = role(kind, stack, one.roleArn, one.functionName, [one.policy]);
  return {
    ...principal,
    name,
    description: PRINCIPALS[kind].replace("NAME", one.name),
    of: one,
    context: {
      ...context,
      ...(sourceFunctionArn === undefined ? {} : { "lambda:SourceFunctionArn": sourceFunctionArn }),
    },
  };
}

/** The services that assume a role or send requests on their own behalf. */
export const SERVICES: readonly Principal[] = (["lambda", "ec2", "events"] as const).map((kind) => ({
  ...named(kind),
  id: `${kind}.amazonaws.com`,
  context: {},
  policies: [],
}));

function deployerPolicyOf(stack: Stack): PolicyDocument {
  const [, environment = "", appName = ""] = stack.parameterPath.split("/");
  const adminUser = stack.adminArn.split("/").at(-1) ?? "";
  const config = { adminUser, keyAdministrators: [stack.deployerArn], refreshOnChange: true };
  return deployerPolicy(stack, { environment, appName }, config);
}

function named(kind: PrincipalKind) {
  return { kind, name: kind, description: PRINCIPALS[kind] };
}

const user = (kind: PrincipalKind, stack: Stack, policies: readonly PolicyDocument[]): Principal => ({
  ...named(kind),
  id: stack.adminArn,
  context: identity(stack, stack.adminArn, "User"),
  policies,
});

/** Returns a session of a role. Its aws:PrincipalArn is the ARN of the role. */
const role = (
  kind: PrincipalKind,
  stack: Stack,
  arn: string,
  session: string,
  policies: readonly PolicyDocument[],
): Principal => ({
  ...named(kind),
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
