import { randomBytes } from "node:crypto";
import type { Invocation } from "../../../local/invocation.ts";
import type { Segment } from "../../../report/segment.ts";

const newId = (): string => randomBytes(8).toString("hex");

/**
 * The trace that X-Ray would have of an invocation on AWS: what the function sent, as it was collected, under segments
 * as Lambda makes them, at the times that the local run measured.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function lambdaSegments(invocation: Invocation, functionName: string): (Segment & { trace_id: string })[] {
  const { beganAtMs, responseMs, functionError } = invocation;
  const initialization = invocation.segments.find(({ name }) => name === "Initialization");
  const sent = invocation.segments.filter((segment) => segment !== initialization);
  const beganAt = beganAtMs / 1000;
  const endedAt = beganAt + responseMs / 1000;
  const trace_id =
    sent[0]?.trace_id ?? `1-${Math.floor(beganAt).toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
  const service: Segment = {
    id: newId(),
    name: functionName,
    origin: "AWS::Lambda",
    start_time: beganAt,
    end_time: endedAt,
  };
  const parent = sent.find(({ name }) => name === "Configuration")?.parent_id;
  const runAt = initialization?.end_time ?? beganAt;
  const inside: Segment = {
    id: parent ?? newId(),
    parent_id: service.id,
    name: functionName,
    origin: "AWS::Lambda::Function",
    start_time: initialization?.start_time ?? beganAt,
    end_time: endedAt,
    fault: functionError !== undefined,
    subsegments: [
      ...(initialization === undefined ? [] : [initialization]),
      { id: newId(), name: "Invocation", start_time: runAt, end_time: endedAt },
    ],
  };
  return [service, inside, ...sent].map((segment) => ({ ...segment, trace_id }));
}
