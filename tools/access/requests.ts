import type { StackPair } from "./stack.ts";
import { targetsOf } from "./stackTargets.ts";
import { TARGETS, targetName } from "./targets.ts";
import type { Service, Target, TargetKind } from "./targets.ts";

/** Actions of a service that are requested on the same targets. */
interface ActionGroup<S extends Service = Service> {
  readonly service: S;
  readonly actions: readonly string[];
  /** All targets of the service if undefined. */
  readonly targets?: readonly TargetKind<S>[];
}

/** The actions that return the value of a parameter. */
export const GET_ACTIONS = ["GetParametersByPath", "GetParameters", "GetParameter", "GetParameterHistory"] as const;

const FUNCTIONS = ["function", "recycler", "siblingFunction", "otherEnvironmentFunction"] as const;

const ACTION_GROUPS: readonly ActionGroup[] = [
  {
    service: "kms",
    actions: [
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
  },
  { service: "ssm", actions: [...GET_ACTIONS, "PutParameter"] },
  { service: "logs", actions: ["CreateLogStream", "PutLogEvents", "GetLogEvents"] },
  { service: "xray", actions: ["PutTraceSegments", "PutTelemetryRecords", "BatchGetTraces"] },
  {
    service: "lambda",
    actions: ["GetFunctionConfiguration", "UpdateFunctionCode"],
    targets: [...FUNCTIONS, "recyclerByRule"],
  },
  {
    service: "lambda",
    actions: ["UpdateFunctionConfiguration"],
    targets: [...FUNCTIONS, "withLayer", "withVpc", "recyclerByRule"],
  },
  {
    service: "lambda",
    actions: ["InvokeFunction"],
    targets: [...FUNCTIONS, "functionByRule", "recyclerByRule", "recyclerByOtherRule", "recyclerWithoutRule"],
  },
  {
    service: "iam",
    actions: ["PutRolePolicy", "UpdateAssumeRolePolicy"],
    targets: ["functionRole", "recyclerRole"],
  },
  { service: "iam", actions: ["PassRole"], targets: ["passedFunctionRole", "passedRecyclerRole"] },
  { service: "sqs", actions: ["SendMessage", "ReceiveMessage"] },
  { service: "sts", actions: ["AssumeRole"] },
];

/** An action on a target, without the principal that sends the request. */
export interface AccessRequest extends Target {
  readonly service: Service;
  /** With the service: `kms:Decrypt`. */
  readonly action: string;
  /** The name of the target: `section:appConfig`. */
  readonly target: string;
  /** The description of the target. */
  readonly description: string;
}

/** Returns a request for every action on each of its targets. */
export function requestsOf(pair: StackPair): readonly AccessRequest[] {
  const targetsByService: Readonly<Record<Service, readonly Target[]>> = targetsOf(pair);
  return ACTION_GROUPS.flatMap(({ service, actions, targets }) => {
    const descriptions: Readonly<Record<string, string>> = TARGETS[service];
    return actions.flatMap((action) =>
      targetsByService[service]
        .filter(({ kind }) => targets?.some((one) => one === kind) ?? true)
        .map((target): AccessRequest => {
          const description = (descriptions[target.kind] ?? target.kind).replace("NAME", target.of ?? "");
          return { service, action: `${service}:${action}`, target: targetName(target), description, ...target };
        }),
    );
  });
}
