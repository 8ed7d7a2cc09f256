import { randomBytes } from "node:crypto";
import type { Segment } from "../../../../tools/lib/segment.ts";
import type { Invocation } from "../../../../tools/local/invocation.ts";

const newId = (): string => randomBytes(8).toString("hex");

/**
 * Creates the segments that X-Ray would have for an invocation on AWS. The function's own segments were collected during
 * the invocation. Their parents are like Lambda's, with the times that the local run measured.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function createLambdaSegments(invocation: Invocation, functionName: string): (Segment & { trace_id: string })[] {
  const { startedAtMs, responseMs, functionError } = invocation;
  const initialization = invocation.segments.find(({ name }) => name === "Initialization");
  const sent = invocation.segments.filter((segment) => segment !== initialization);
  const startedAt = startedAtMs / 1000;
  const endedAt = startedAt + responseMs / 1000;
  const trace_id =
    sent[0]?.trace_id ?? `1-${Math.floor(startedAt).toString(16).padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
  const serviceSegment: Segment = {
    id: newId(),
    name: functionName,
    origin: "AWS::Lambda",
    start_time: startedAt,
    end_time: endedAt,
  };
  const parent = sent.find(({ name }) => name === "Configuration")?.parent_id;
  const invocationStartedAt = initialization?.end_time ?? startedAt;
  const functionSegment: Segment = {
    id: parent ?? newId(),
    parent_id: serviceSegment.id,
    name: functionName,
    origin: "AWS::Lambda::Function",
    start_time: initialization?.start_time ?? startedAt,
    end_time: endedAt,
    fault: functionError !== undefined,
    subsegments: [
      ...(initialization === undefined ? [] : [initialization]),
      { id: newId(), name: "Invocation", start_time: invocationStartedAt, end_time: endedAt },
    ],
  };
  return [serviceSegment, functionSegment, ...sent].map((segment) => ({ ...segment, trace_id }));
}
