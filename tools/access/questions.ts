import { PLACES, targetsOf } from "./places.ts";
import type { Service, Target } from "./places.ts";
import type { Pair } from "./stack.ts";

interface Asked {
  readonly service: Service;
  readonly actions: readonly string[];
  /** Letters of PLACES; all of the service's where it is left out. */
  readonly places?: string;
}

const ASKED: readonly Asked[] = [
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
  { service: "lambda", actions: ["GetFunctionConfiguration", "UpdateFunctionCode"], places: "frseR" },
  { service: "lambda", actions: ["UpdateFunctionConfiguration"], places: "flvrseR" },
  { service: "lambda", actions: ["InvokeFunction"], places: "frseFRON" },
  { service: "iam", actions: ["PassRole"] },
  { service: "sqs", actions: ["SendMessage", "ReceiveMessage"] },
  { service: "sts", actions: ["AssumeRole"] },
];

export interface Question extends Target {
  readonly service: Service;
  /** With the service: `kms:Decrypt`. */
  readonly action: string;
  /** A letter of PLACES. */
  readonly place: string;
  /** What the letter stands for. */
  readonly where: string;
}

/** Every action, in every place. */
export function questionsAbout(pair: Pair): readonly Question[] {
  const targets = targetsOf(pair);
  return ASKED.flatMap(({ service, actions, places }) =>
    actions.flatMap((action) =>
      Object.entries<string>(PLACES[service])
        .filter(([place]) => places?.includes(place) ?? true)
        .map(([place, where]): Question => {
          const target = targets[service][place];
          if (target === undefined) throw new Error(`${service} has no place ${place}`);
          return { service, action: `${service}:${action}`, place, where, ...target };
        }),
    ),
  );
}
