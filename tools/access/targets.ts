import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { parameterArn } from "./stack.ts";
import type { Stack } from "./stack.ts";

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
  sts: {
    assumedFunctionRole: "the role of NAME",
    assumedFunctionRoleForOtherAccount: "the role of NAME, for a function of another account",
    assumedRecyclerRole: "the recycler's role",
    assumedRecyclerRoleForOtherAccount: "the recycler's role, for a function of another account",
  },
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

/** Returns the context of a request that a service sends to KMS for a parameter. */
export const keyContext = (stack: Stack, service: string | undefined, path: string): Record<string, string> => ({
  ...(service === undefined ? {} : { "kms:ViaService": `${service}.${stack.region}.amazonaws.com` }),
  "kms:EncryptionContext:PARAMETER_ARN": parameterArn(stack, path),
});
