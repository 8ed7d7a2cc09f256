import type { SSMClient } from "@aws-sdk/client-ssm";
import type { SegmentLike, Subsegment } from "aws-xray-sdk-core";
// Single modules: the index of aws-xray-sdk-core also loads plugins for servers and patches for HTTP, SQL, promises and
// version 2 of the AWS SDK, in every cold start.
import contextUtils from "aws-xray-sdk-core/dist/lib/context_utils.js";
import lambda from "aws-xray-sdk-core/dist/lib/env/aws_lambda.js";
import { captureAWSClient } from "aws-xray-sdk-core/dist/lib/patchers/aws3_p.js";
import Segment from "aws-xray-sdk-core/dist/lib/segments/segment.js";

// Continues the trace that Lambda began, as the index does.
if (process.env["LAMBDA_TASK_ROOT"]) lambda.init();

/** The outcome of a load, as the trace records it. */
export interface LoadOutcome {
  /** The CacheState of the configuration that is served; "miss" if there is nothing to serve. */
  readonly state: string;
  /** The age of what is served; undefined if there is nothing to serve. */
  readonly ageSeconds: number | undefined;
  /** The version of what is served; undefined if there is nothing to serve. */
  readonly version: string | undefined;
  /** Whether the load failed or is late. */
  readonly failed: boolean;
  /** Whether the load is late, and continues. */
  readonly isLate?: boolean;
}

/** The subsegment of a load. */
export interface LoadSubsegment {
  /** Annotates and closes the subsegment. Only the first call has an effect. */
  end(outcome: LoadOutcome): void;
}

/** A function that runs a load and traces it. */
export type TraceLoad = <T>(load: (subsegment: LoadSubsegment) => T) => T;

/** Records each request of a client as a subsegment of the invocation's X-Ray trace. Returns the same client. */
export function traceClient(client: SSMClient): SSMClient {
  return captureAWSClient(client);
}

/**
 * Runs a load in a subsegment of the invocation's X-Ray trace. The load's requests become children of the subsegment.
 * Without a trace, the load runs untraced.
 */
export const traceLoad: TraceLoad = (load) => {
  const subsegment = openSubsegment(currentSegment() ?? untracedSegment());
  return runInSubsegment(subsegment, () =>
    load({
      end: (outcome) => {
        endSubsegment(subsegment, outcome);
      },
    }),
  );
};

/** Opens the subsegment of a load. */
export const openSubsegment = (parent: SegmentLike): Subsegment => parent.addNewSubsegment("Configuration");

/** Runs a function whose requests become children of a subsegment. */
export function runInSubsegment<T>(subsegment: Subsegment, run: () => T): T {
  return contextUtils.getNamespace().runAndReturn(() => {
    contextUtils.setSegment(subsegment);
    return run();
  });
}

/** Annotates and closes a subsegment, unless it is closed. */
export function endSubsegment(subsegment: Subsegment, outcome: Partial<LoadOutcome>): void {
  const { state, ageSeconds, version, failed } = outcome;
  if (subsegment.isClosed()) return;
  // In Lambda the segment of the invocation itself cannot have annotations.
  if (state !== undefined) subsegment.addAnnotation("cache_state", state);
  if (ageSeconds !== undefined) subsegment.addAnnotation("cache_age_seconds", ageSeconds);
  if (version !== undefined) subsegment.addAnnotation("configuration_version", version);
  if (failed) subsegment.addFaultFlag();
  subsegment.close();
  // A closed subsegment is sent only after its requests end. One that is late may still be in flight.
  if (subsegment.subsegments?.some((request) => !request.isClosed())) subsegment.flush();
}

/** Returns the segment of the invocation; undefined without one. Some settings of the SDK make it throw instead. */
export function currentSegment(): SegmentLike | undefined {
  try {
    return contextUtils.getSegment();
  } catch {
    return undefined;
  }
}

/** Creates a segment that is not sent, so that the requests have a parent. */
export const untracedSegment = (): Segment => Object.assign(new Segment("untraced"), { notTraced: true });
