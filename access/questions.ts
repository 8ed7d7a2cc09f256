import { parameterArn, type Pair } from "./stack.ts";

export type Service = "kms" | "ssm" | "logs" | "xray" | "sts";

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
  logs: { o: "in its own log group", s: "in a sibling application's", e: "in the other environment's" },
  xray: { y: "in the account" },
  sts: { y: "the function's role" },
} as const satisfies Record<Service, Readonly<Record<string, string>>>;

const ACTIONS = {
  kms: [
    "Decrypt",
    "ReEncryptFrom",
    "ReEncryptTo",
    "Encrypt",
    "GenerateDataKey",
    "CreateGrant",
    "PutKeyPolicy",
    "GetKeyPolicy",
    "DescribeKey",
    "TagResource",
    "ScheduleKeyDeletion",
  ],
  ssm: ["GetParametersByPath", "GetParameter", "GetParameterHistory", "PutParameter"],
  logs: ["CreateLogStream", "PutLogEvents"],
  xray: ["PutTraceSegments", "PutTelemetryRecords", "BatchGetTraces"],
  sts: ["AssumeRole"],
} as const satisfies Record<Service, readonly string[]>;

export interface Question {
  readonly service: Service;
  /** With the service: `kms:Decrypt`. */
  readonly action: string;
  /** A letter of PLACES. */
  readonly place: string;
  /** What the letter stands for. */
  readonly where: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

type Target = Pick<Question, "resource" | "context">;

/** Every action, in every place. */
export function questionsAbout(pair: Pair): readonly Question[] {
  const targets = targetsOf(pair);
  return (Object.keys(PLACES) as Service[]).flatMap((service) =>
    ACTIONS[service].flatMap((action) =>
      Object.entries<string>(PLACES[service]).map(([place, where]): Question => {
        const target = targets[service][place];
        if (target === undefined) throw new Error(`${service} has no place ${place}`);
        return { service, action: `${service}:${action}`, place, where, ...target };
      }),
    ),
  );
}

function targetsOf({ stack, other }: Pair): Readonly<Record<Service, Readonly<Record<string, Target>>>> {
  const sibling = `${stack.parameterPath}Other`;
  const context = (path: string) => ({ "kms:EncryptionContext:PARAMETER_ARN": parameterArn(stack, `${path}/secret`) });
  const via = (service: string) => ({ "kms:ViaService": `${service}.${stack.region}.amazonaws.com` });
  const key = (...contexts: Record<string, string>[]): Target => ({
    resource: stack.keyArn,
    context: Object.assign({}, ...contexts) as Record<string, string>,
  });
  const path = (name: string): Target => ({ resource: parameterArn(stack, name), context: {} });
  const stream = (group: string): Target => ({
    resource: `arn:${stack.partition}:logs:${stack.region}:${stack.accountId}:log-group:${group}:log-stream:stream`,
    context: {},
  });
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
      s: stream(stack.logGroupName.replace(`-${stack.name}`, `Other-${stack.name}`)),
      e: stream(other.logGroupName),
    },
    xray: { y: { resource: "*", context: {} } },
    sts: { y: { resource: stack.roleArn, context: {} } },
  };
}
