import { regionalArn } from "../../infra/naming.ts";
import { allSections, parameterArn } from "./stack.ts";
import type { Stack, StackPair } from "./stack.ts";
import { keyContext } from "./targets.ts";
import type { Service, Target, TargetKind } from "./targets.ts";

type TargetsByService = { readonly [S in Service]: readonly Target<TargetKind<S>>[] };

const target = <Kind extends TargetKind>(
  kind: Kind,
  resource: string,
  more: Partial<Omit<Target, "kind" | "resource">> = {},
): Target<Kind> => ({ kind, caller: "principal", resource, context: {}, ...more });

/** Returns the name or the path of a sibling application in the same environment. */
const siblingName = (stack: Stack, name: string) => name.replace(`-${stack.name}_`, `Other-${stack.name}_`);
const siblingPath = ({ parameterPath }: Stack) => `${parameterPath}Other`;

const byRule = (stack: Stack, { ruleName }: Stack) =>
  ({ caller: "service", context: { "aws:SourceArn": regionalArn(stack, "events", `rule/${ruleName}`) } }) as const;
const withoutRule = { caller: "service" } as const;

/** The account of a function that is not the stack's. */
const OTHER_ACCOUNT = "999999999999";

/** Returns the targets of all requests on a stack, by service. */
export const targetsOf = (pair: StackPair): TargetsByService => ({
  kms: keyTargets(pair),
  ssm: parameterTargets(pair),
  logs: logTargets(pair),
  xray: [target("account", "*")],
  lambda: functionTargets(pair),
  iam: roleTargets(pair),
  sqs: queueTargets(pair),
  sts: assumedRoleTargets(pair),
});

/** A request of a principal has no `aws:SourceAccount`. With it, a statement for principals is detected despite the condition. */
function assumedRoleTargets({ stack }: StackPair): readonly Target<TargetKind<"sts">>[] {
  const forFunction = { caller: "both", context: { "aws:SourceAccount": stack.accountId } } as const;
  const forOtherAccount = { caller: "service", context: { "aws:SourceAccount": OTHER_ACCOUNT } } as const;
  const policy = stack.documents.recyclerTrustPolicy;
  return [
    ...stack.functions.flatMap(({ name, roleArn, trustPolicy }) => [
      target("assumedFunctionRole", roleArn, { ...forFunction, of: name, policy: trustPolicy }),
      target("assumedFunctionRoleForOtherAccount", roleArn, { ...forOtherAccount, of: name, policy: trustPolicy }),
    ]),
    target("assumedRecyclerRole", stack.recyclerRoleArn, { ...forFunction, policy }),
    target("assumedRecyclerRoleForOtherAccount", stack.recyclerRoleArn, { ...forOtherAccount, policy }),
  ];
}

function keyTargets({ stack, other }: StackPair): readonly Target<TargetKind<"kms">>[] {
  const policy = stack.documents.keyPolicy;
  const secrets = Object.keys(stack.sections).filter((section) => stack.sections[section] === "secret");
  const key = <Kind extends TargetKind>(kind: Kind, of: string, service: string | undefined, path: string, end = "") =>
    target(kind, stack.keyArn, { of, policy, context: keyContext(stack, service, `${path}/${of}${end}`) });
  return [
    target("direct", stack.keyArn, { policy }),
    ...Object.keys(allSections(stack)).map((of) => key("viaParameterStore", of, "ssm", stack.parameterPath)),
    ...secrets.flatMap((of) => [
      key("viaParameterStoreBelow", of, "ssm", stack.parameterPath, "/deeper"),
      key("viaParameterStoreForSibling", of, "ssm", siblingPath(stack)),
      key("viaParameterStoreForOtherEnvironment", of, "ssm", other.parameterPath),
      key("viaSecretsManager", of, "secretsmanager", stack.parameterPath),
      key("directWithContext", of, undefined, stack.parameterPath),
    ]),
  ];
}

function parameterTargets({ stack, other }: StackPair): readonly Target<TargetKind<"ssm">>[] {
  const { parameterPath } = stack;
  const path = <Kind extends TargetKind>(kind: Kind, name: string, of?: string) =>
    target(kind, parameterArn(stack, name), of === undefined ? {} : { of });
  return [
    path("rootPath", "/"),
    path("environmentPath", parameterPath.slice(0, parameterPath.lastIndexOf("/"))),
    path("ownPath", parameterPath),
    path("siblingPath", siblingPath(stack)),
    path("otherEnvironmentPath", other.parameterPath),
    ...Object.keys(allSections(stack)).flatMap((section) => [
      path("section", `${parameterPath}/${section}`, section),
      path("belowSection", `${parameterPath}/${section}/deeper`, section),
      path("siblingSection", `${siblingPath(stack)}/${section}`, section),
      path("otherEnvironmentSection", `${other.parameterPath}/${section}`, section),
    ]),
  ];
}

function logTargets({ stack, other }: StackPair): readonly Target<TargetKind<"logs">>[] {
  const log = <Kind extends TargetKind>(kind: Kind, group: string, of?: string) =>
    target(kind, regionalArn(stack, "logs", `log-group:${group}:log-stream:stream`), of === undefined ? {} : { of });
  return [
    ...stack.functions.flatMap(({ name, logGroupName }) => [
      log("functionLog", logGroupName, name),
      log("siblingLog", siblingName(stack, logGroupName), name),
    ]),
    ...other.functions.map(({ name, logGroupName }) => log("otherEnvironmentLog", logGroupName, name)),
    log("recyclerLog", stack.recyclerLogGroupName),
  ];
}

function functionTargets({ stack, other }: StackPair): readonly Target<TargetKind<"lambda">>[] {
  const recyclerArn = regionalArn(stack, "lambda", `function:${stack.recyclerName}`);
  const recycler = <Kind extends TargetKind>(kind: Kind, more: Partial<Target> = {}) =>
    target(kind, recyclerArn, { ...more, policy: stack.documents.recyclerPermission });
  return [
    ...stack.functions.flatMap(({ name, functionArn, functionName }) => {
      const lambda = <Kind extends TargetKind>(kind: Kind, more: Partial<Target> = {}) =>
        target(kind, functionArn, { ...more, of: name });
      return [
        lambda("function"),
        lambda("withLayer", { context: { "lambda:Layer": regionalArn(stack, "lambda", "layer:some:1") } }),
        lambda("withVpc", { context: { "lambda:VpcIds": "vpc-0a1b2c3d" } }),
        lambda("functionByRule", byRule(stack, stack)),
        target("siblingFunction", regionalArn(stack, "lambda", `function:${siblingName(stack, functionName)}`), {
          of: name,
        }),
      ];
    }),
    ...other.functions.map(({ name, functionArn }) => target("otherEnvironmentFunction", functionArn, { of: name })),
    recycler("recycler"),
    recycler("recyclerByRule", byRule(stack, stack)),
    recycler("recyclerByOtherRule", byRule(stack, other)),
    recycler("recyclerWithoutRule", withoutRule),
  ];
}

function roleTargets({ stack }: StackPair): readonly Target<TargetKind<"iam">>[] {
  const context = { "iam:PassedToService": "lambda.amazonaws.com" };
  return [
    ...stack.functions.flatMap(({ name, roleArn }) => [
      target("functionRole", roleArn, { of: name }),
      target("passedFunctionRole", roleArn, { of: name, context }),
    ]),
    target("recyclerRole", stack.recyclerRoleArn),
    target("passedRecyclerRole", stack.recyclerRoleArn, { context }),
  ];
}

function queueTargets({ stack, other }: StackPair): readonly Target<TargetKind<"sqs">>[] {
  const queue = <Kind extends TargetKind>(kind: Kind, more: Partial<Target> = {}) =>
    target(kind, regionalArn(stack, "sqs", stack.queueName), {
      ...more,
      policy: stack.documents.deadLetterQueuePolicy,
    });
  return [
    queue("queue"),
    target("siblingQueue", regionalArn(stack, "sqs", siblingName(stack, stack.queueName))),
    target("otherEnvironmentQueue", regionalArn(stack, "sqs", other.queueName)),
    queue("queueByRule", byRule(stack, stack)),
    queue("queueByOtherRule", byRule(stack, other)),
    queue("queueWithoutRule", withoutRule),
  ];
}
