import { regionalArn } from "../../infra/naming.ts";
import { parameterArn } from "./stack.ts";
import type { Documents, StackPair } from "./stack.ts";

/** The targets of requests, by service: each id with its description. A target is a resource, or a way to reach it. */
export const TARGETS = {
  kms: {
    direct: "directly",
    directWithContext: "directly, with this stack's PARAMETER_ARN as encryption context",
    viaParameterStore: "through Parameter Store, for this stack's parameter",
    viaParameterStoreForSibling: "through Parameter Store, for a sibling application's parameter",
    viaParameterStoreForOtherEnvironment: "through Parameter Store, for the other environment's parameter",
    viaSecretsManager: "through Secrets Manager, with this stack's PARAMETER_ARN as encryption context",
  },
  ssm: {
    ownPath: "on the stack's own path",
    belowOwnPath: "below the stack's own path",
    environmentPath: "one level up, on the whole environment",
    siblingPath: "on a sibling application's path",
    otherEnvironmentPath: "on the other environment's path",
  },
  logs: {
    functionLog: "in the function's log group",
    recyclerLog: "in the recycler's log group",
    siblingLog: "in a sibling application's log group",
    otherEnvironmentLog: "in the other environment's log group",
  },
  xray: { account: "in the account" },
  lambda: {
    function: "on the stack's function",
    withLayer: "on the stack's function, with a layer in the request",
    withVpc: "on the stack's function, with a VPC in the request",
    recycler: "on the recycler",
    siblingFunction: "on a sibling application's function",
    otherEnvironmentFunction: "on the other environment's function",
    functionByRule: "on the stack's function, called by a service for this stack's rule",
    recyclerByRule: "on the recycler, called by a service for this stack's rule",
    recyclerByOtherRule: "on the recycler, called by a service for the other environment's rule",
    recyclerWithoutRule: "on the recycler, called by a service for no rule",
  },
  iam: {
    functionRole: "the function's role, passed to Lambda",
    recyclerRole: "the recycler's role, passed to Lambda",
  },
  sqs: {
    queue: "on the stack's dead-letter queue",
    siblingQueue: "on a sibling application's queue",
    otherEnvironmentQueue: "on the other environment's queue",
    queueByRule: "on the stack's dead-letter queue, called by a service for this stack's rule",
    queueByOtherRule: "on the stack's dead-letter queue, called by a service for the other environment's rule",
    queueWithoutRule: "on the stack's dead-letter queue, called by a service for no rule",
  },
  sts: { functionRole: "the function's role", recyclerRole: "the recycler's role" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type Service = keyof typeof TARGETS;

/** The ids of a service's targets, or of all targets. */
export type TargetId<S extends Service = Service> = S extends Service ? keyof (typeof TARGETS)[S] : never;

/** The part of a request that depends on its target. */
export interface Target {
  /** A principal with credentials, a service on its own behalf, or both. */
  readonly caller: "principal" | "service" | "both";
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** The resource's own policy, if it has one. */
  readonly policy?: keyof Documents;
}

type TargetsByService = { readonly [S in Service]: Readonly<Record<TargetId<S>, Target>> };

export function targetsOf({ stack, other }: StackPair): TargetsByService {
  const siblingName = (name: string) => name.replace(`-${stack.name}`, `Other-${stack.name}`);
  const siblingPath = `${stack.parameterPath}Other`;
  const target = (resource: string, more: Partial<Target> = {}): Target => ({
    caller: "principal",
    resource,
    context: {},
    ...more,
  });
  const key = (...contexts: Record<string, string>[]) =>
    target(stack.keyArn, {
      context: Object.assign({}, ...contexts) as Record<string, string>,
      policy: "keyPolicy",
    });
  const encryptionContext = (path: string) => ({
    "kms:EncryptionContext:PARAMETER_ARN": parameterArn(stack, `${path}/secret`),
  });
  const via = (service: string) => ({ "kms:ViaService": `${service}.${stack.region}.amazonaws.com` });
  const path = (name: string) => target(parameterArn(stack, name));
  const log = (group: string) => target(regionalArn(stack, "logs", `log-group:${group}:log-stream:stream`));
  const lambda = (name: string, more?: Partial<Target>) =>
    target(regionalArn(stack, "lambda", `function:${name}`), more);
  const recycler = (more?: Partial<Target>) => lambda(stack.recyclerName, { policy: "recyclerPermission", ...more });
  const queue = (more?: Partial<Target>) =>
    target(regionalArn(stack, "sqs", stack.queueName), { policy: "deadLetterQueuePolicy", ...more });
  const byRule = (rule: string) =>
    ({ caller: "service", context: { "aws:SourceArn": regionalArn(stack, "events", `rule/${rule}`) } }) as const;
  const withoutRule = { caller: "service" } as const;
  const passedToLambda = { context: { "iam:PassedToService": "lambda.amazonaws.com" } };
  return {
    kms: {
      direct: key(),
      directWithContext: key(encryptionContext(stack.parameterPath)),
      viaParameterStore: key(via("ssm"), encryptionContext(stack.parameterPath)),
      viaParameterStoreForSibling: key(via("ssm"), encryptionContext(siblingPath)),
      viaParameterStoreForOtherEnvironment: key(via("ssm"), encryptionContext(other.parameterPath)),
      viaSecretsManager: key(via("secretsmanager"), encryptionContext(stack.parameterPath)),
    },
    ssm: {
      ownPath: path(stack.parameterPath),
      belowOwnPath: path(`${stack.parameterPath}/sub`),
      environmentPath: path(stack.parameterPath.slice(0, stack.parameterPath.lastIndexOf("/"))),
      siblingPath: path(siblingPath),
      otherEnvironmentPath: path(other.parameterPath),
    },
    logs: {
      functionLog: log(stack.logGroupName),
      recyclerLog: log(stack.recyclerLogGroupName),
      siblingLog: log(siblingName(stack.logGroupName)),
      otherEnvironmentLog: log(other.logGroupName),
    },
    xray: { account: target("*") },
    lambda: {
      function: lambda(stack.functionName),
      withLayer: lambda(stack.functionName, {
        context: { "lambda:Layer": regionalArn(stack, "lambda", "layer:some:1") },
      }),
      withVpc: lambda(stack.functionName, { context: { "lambda:VpcIds": "vpc-0a1b2c3d" } }),
      recycler: recycler(),
      siblingFunction: lambda(siblingName(stack.functionName)),
      otherEnvironmentFunction: lambda(other.functionName),
      functionByRule: lambda(stack.functionName, byRule(stack.ruleName)),
      recyclerByRule: recycler(byRule(stack.ruleName)),
      recyclerByOtherRule: recycler(byRule(other.ruleName)),
      recyclerWithoutRule: recycler(withoutRule),
    },
    iam: {
      functionRole: target(stack.roleArn, passedToLambda),
      recyclerRole: target(stack.recyclerRoleArn, passedToLambda),
    },
    sqs: {
      queue: queue(),
      siblingQueue: target(regionalArn(stack, "sqs", siblingName(stack.queueName))),
      otherEnvironmentQueue: target(regionalArn(stack, "sqs", other.queueName)),
      queueByRule: queue(byRule(stack.ruleName)),
      queueByOtherRule: queue(byRule(other.ruleName)),
      queueWithoutRule: queue(withoutRule),
    },
    sts: {
      functionRole: target(stack.roleArn, { caller: "both", policy: "trustPolicy" }),
      recyclerRole: target(stack.recyclerRoleArn, { caller: "both", policy: "recyclerTrustPolicy" }),
    },
  };
}
