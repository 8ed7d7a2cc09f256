import { regionalArn } from "../../infra/naming.ts";
import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { allSections, parameterArn } from "./stack.ts";
import type { Stack, StackPair } from "./stack.ts";

/**
 * The kinds of targets of requests, by service, with their descriptions. A target is a resource, or a way to reach it.
 * NAME is the name of a section or a function.
 */
export const TARGETS = {
  kms: {
    direct: "directly",
    directWithContext: "directly, with the PARAMETER_ARN of NAME as encryption context",
    viaParameterStore: "through Parameter Store, for NAME",
    viaParameterStoreBelow: "through Parameter Store, for a parameter below NAME",
    viaParameterStoreForSibling: "through Parameter Store, for NAME of a sibling application",
    viaParameterStoreForOtherEnvironment: "through Parameter Store, for NAME of the other environment",
    viaSecretsManager: "through Secrets Manager, with the PARAMETER_ARN of NAME as encryption context",
  },
  ssm: {
    rootPath: "on the path of all parameters",
    environmentPath: "on the path of the whole environment",
    ownPath: "on the stack's own path",
    section: "on NAME",
    belowSection: "below NAME",
    siblingPath: "on a sibling application's path",
    siblingSection: "on NAME of a sibling application",
    otherEnvironmentPath: "on the other environment's path",
    otherEnvironmentSection: "on NAME of the other environment",
  },
  logs: {
    functionLog: "in NAME's log group",
    recyclerLog: "in the recycler's log group",
    siblingLog: "in the log group of a sibling application's NAME",
    otherEnvironmentLog: "in the log group of the other environment's NAME",
  },
  xray: { account: "in the account" },
  lambda: {
    function: "on NAME",
    withLayer: "on NAME, with a layer in the request",
    withVpc: "on NAME, with a VPC in the request",
    functionByRule: "on NAME, called by a service for this stack's rule",
    siblingFunction: "on a sibling application's NAME",
    otherEnvironmentFunction: "on the other environment's NAME",
    recycler: "on the recycler",
    recyclerByRule: "on the recycler, called by a service for this stack's rule",
    recyclerByOtherRule: "on the recycler, called by a service for the other environment's rule",
    recyclerWithoutRule: "on the recycler, called by a service for no rule",
  },
  iam: {
    functionRole: "on the role of NAME",
    recyclerRole: "on the recycler's role",
    passedFunctionRole: "the role of NAME, passed to Lambda",
    passedRecyclerRole: "the recycler's role, passed to Lambda",
  },
  sqs: {
    queue: "on the stack's dead-letter queue",
    siblingQueue: "on a sibling application's queue",
    otherEnvironmentQueue: "on the other environment's queue",
    queueByRule: "on the stack's dead-letter queue, called by a service for this stack's rule",
    queueByOtherRule: "on the stack's dead-letter queue, called by a service for the other environment's rule",
    queueWithoutRule: "on the stack's dead-letter queue, called by a service for no rule",
  },
  sts: { assumedFunctionRole: "the role of NAME", assumedRecyclerRole: "the recycler's role" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type Service = keyof typeof TARGETS;

/** The kinds of a service's targets, or of all targets. */
export type TargetKind<S extends Service = Service> = S extends Service ? keyof (typeof TARGETS)[S] : never;

/** The part of a request that depends on its target. */
export interface Target<Kind extends TargetKind = TargetKind> {
  readonly kind: Kind;
  /** The section or the function, if the stack can have several targets of the kind. */
  readonly of?: string;
  /** A principal with credentials, a service on its own behalf, or both. */
  readonly caller: "principal" | "service" | "both";
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** The resource's own policy, if it has one. */
  readonly policy?: PolicyDocument;
}

/** Returns the name of a target in the table: `ownPath`, `section:appConfig`. */
export const targetName = ({ kind, of }: Pick<Target, "kind" | "of">): string =>
  of === undefined ? kind : `${kind}:${of}`;

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

export const targetsOf = (pair: StackPair): TargetsByService => ({
  kms: keyTargets(pair),
  ssm: parameterTargets(pair),
  logs: logTargets(pair),
  xray: [target("account", "*")],
  lambda: functionTargets(pair),
  iam: roleTargets(pair),
  sqs: queueTargets(pair),
  sts: [
    ...pair.stack.functions.map(({ name, roleArn, trustPolicy }) =>
      target("assumedFunctionRole", roleArn, { of: name, caller: "both", policy: trustPolicy }),
    ),
    target("assumedRecyclerRole", pair.stack.recyclerRoleArn, {
      caller: "both",
      policy: pair.stack.documents.recyclerTrustPolicy,
    }),
  ],
});

/** Returns the context of a request that a service sends to KMS for a parameter. */
export const keyContext = (stack: Stack, service: string | undefined, path: string): Record<string, string> => ({
  ...(service === undefined ? {} : { "kms:ViaService": `${service}.${stack.region}.amazonaws.com` }),
  "kms:EncryptionContext:PARAMETER_ARN": parameterArn(stack, path),
});

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
