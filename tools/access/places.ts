import { regionalArn } from "../../infra/naming.ts";
import { parameterArn } from "./stack.ts";
import type { Documents, Pair } from "./stack.ts";

/** Where or how an action is asked for: a letter in the table, and what it stands for. */
export const PLACES = {
  kms: {
    d: "directly",
    c: "directly, with this stack's PARAMETER_ARN as encryption context",
    p: "through Parameter Store, for this stack's parameter",
    s: "through Parameter Store, for a sibling application's parameter",
    e: "through Parameter Store, for the other environment's parameter",
    v: "through Secrets Manager, with this stack's PARAMETER_ARN as encryption context",
  },
  ssm: {
    o: "on the stack's own path",
    b: "below the stack's own path",
    u: "one level up, on the whole environment",
    s: "on a sibling application's path",
    e: "on the other environment's path",
  },
  logs: {
    o: "in the function's log group",
    r: "in the recycler's log group",
    s: "in a sibling application's",
    e: "in the other environment's",
  },
  xray: { y: "in the account" },
  lambda: {
    f: "on the stack's function",
    l: "on the stack's function, naming a layer",
    v: "on the stack's function, naming a VPC",
    r: "on the recycler",
    s: "on a sibling application's function",
    e: "on the other environment's function",
    F: "on the stack's function, asked by a service for this stack's rule",
    R: "on the recycler, asked by a service for this stack's rule",
    O: "on the recycler, asked by a service for the other environment's rule",
    N: "on the recycler, asked by a service for no rule",
  },
  iam: { f: "the function's role, to Lambda", r: "the recycler's role, to Lambda" },
  sqs: {
    q: "on the stack's dead-letter queue",
    s: "on a sibling application's",
    e: "on the other environment's",
    Q: "on the stack's, asked by a service for this stack's rule",
    O: "on the stack's, asked by a service for the other environment's rule",
    N: "on the stack's, asked by a service for no rule",
  },
  sts: { f: "the function's role", r: "the recycler's role" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type Service = keyof typeof PLACES;

/** What a place means in a request. */
export interface Target {
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** The resource's own policy, where it has one. */
  readonly policy?: keyof Documents;
}

/** In capitals: where a service asks by itself, not who calls with credentials. */
export const isServices = (place: string): boolean => place === place.toUpperCase();

export function targetsOf({ stack, other }: Pair): Readonly<Record<Service, Readonly<Record<string, Target>>>> {
  const siblings = (name: string) => name.replace(`-${stack.name}`, `Other-${stack.name}`);
  const sibling = `${stack.parameterPath}Other`;
  const context = (path: string) => ({ "kms:EncryptionContext:PARAMETER_ARN": parameterArn(stack, `${path}/secret`) });
  const via = (service: string) => ({ "kms:ViaService": `${service}.${stack.region}.amazonaws.com` });
  const key = (...contexts: Record<string, string>[]): Target => ({
    resource: stack.keyArn,
    context: Object.assign({}, ...contexts) as Record<string, string>,
    policy: "keyPolicy",
  });
  const at = (resource: string, more: Partial<Target> = {}): Target => ({ resource, context: {}, ...more });
  const path = (name: string) => at(parameterArn(stack, name));
  const stream = (group: string) => at(regionalArn(stack, "logs", `log-group:${group}:log-stream:stream`));
  const lambda = (name: string, more?: Partial<Target>) => at(regionalArn(stack, "lambda", `function:${name}`), more);
  const recycler = (context: Target["context"]) =>
    lambda(stack.recyclerName, { context, policy: "recyclerPermission" });
  const queue = (context: Target["context"]) =>
    at(regionalArn(stack, "sqs", stack.queueName), { context, policy: "deadLetterQueuePolicy" });
  const forRule = (rule: string) => ({ "aws:SourceArn": regionalArn(stack, "events", `rule/${rule}`) });
  const toLambda = { context: { "iam:PassedToService": "lambda.amazonaws.com" } };
  return {
    kms: {
      d: key(),
      c: key(context(stack.parameterPath)),
      p: key(via("ssm"), context(stack.parameterPath)),
      s: key(via("ssm"), context(sibling)),
      e: key(via("ssm"), context(other.parameterPath)),
      v: key(via("secretsmanager"), context(stack.parameterPath)),
    },
    ssm: {
      o: path(stack.parameterPath),
      b: path(`${stack.parameterPath}/sub`),
      u: path(stack.parameterPath.slice(0, stack.parameterPath.lastIndexOf("/"))),
      s: path(sibling),
      e: path(other.parameterPath),
    },
    logs: {
      o: stream(stack.logGroupName),
      r: stream(stack.recyclerLogGroupName),
      s: stream(siblings(stack.logGroupName)),
      e: stream(other.logGroupName),
    },
    xray: { y: at("*") },
    lambda: {
      f: lambda(stack.functionName),
      l: lambda(stack.functionName, { context: { "lambda:Layer": regionalArn(stack, "lambda", "layer:some:1") } }),
      v: lambda(stack.functionName, { context: { "lambda:VpcIds": "vpc-0a1b2c3d" } }),
      r: recycler({}),
      s: lambda(siblings(stack.functionName)),
      e: lambda(other.functionName),
      F: lambda(stack.functionName, { context: forRule(stack.ruleName) }),
      R: recycler(forRule(stack.ruleName)),
      O: recycler(forRule(other.ruleName)),
      N: recycler({}),
    },
    iam: { f: at(stack.roleArn, toLambda), r: at(stack.recyclerRoleArn, toLambda) },
    sqs: {
      q: queue({}),
      s: at(regionalArn(stack, "sqs", siblings(stack.queueName))),
      e: at(regionalArn(stack, "sqs", other.queueName)),
      Q: queue(forRule(stack.ruleName)),
      O: queue(forRule(other.ruleName)),
      N: queue({}),
    },
    sts: {
      f: at(stack.roleArn, { policy: "trustPolicy" }),
      r: at(stack.recyclerRoleArn, { policy: "recyclerTrustPolicy" }),
    },
  };
}
