import type { StackPair } from "./stack.ts";
import { TARGETS, targetsOf } from "./targets.ts";
import type { Service, Target, TargetId } from "./targets.ts";

/** Actions of a service that are requested on the same targets. */
interface ActionGroup<S extends Service = Service> {
  readonly service: S;
  readonly actions: readonly string[];
  /** All targets of the service if undefined. */
  readonly targets?: readonly TargetId<S>[];
}

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
  { service: "ssm", actions: ["GetParametersByPath", "GetParameter", "GetParameterHistory", "PutParameter"] },
  { service: "logs", actions: ["CreateLogStream", "PutLogEvents"] },
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
  { service: "iam", actions: ["PassRole"] },
  { service: "sqs", actions: ["SendMessage", "ReceiveMessage"] },
  { service: "sts", actions: ["AssumeRole"] },
];

/** An action on a target, without the principal that sends the request. */
export interface AccessRequest extends Target {
  readonly service: Service;
  /** With the service: `kms:Decrypt`. */
  readonly action: string;
  /** The id of the target. */
  readonly target: string;
  /** The description of the target. */
  readonly description: string;
}

/** Returns a request for every action on each of its targets. */
export function requestsOf(pair: StackPair): readonly AccessRequest[] {
  const targetsByService: Readonly<Record<Service, Readonly<Record<string, Target>>>> = targetsOf(pair);
  return ACTION_GROUPS.flatMap(({ service, actions, targets }) =>
    actions.flatMap((action) =>
      Object.entries(targetsByService[service])
        .filter(([id]) => targets?.some((target) => target === id) ?? true)
        .map(([id, target]): AccessRequest => {
          const descriptions: Readonly<Record<string, string>> = TARGETS[service];
          return {
            service,
            action: `${service}:${action}`,
            target: id,
            description: descriptions[id] ?? id,
            ...target,
          };
        }),
    ),
  );
}
