/**
 * The parts of an X-Ray segment or subsegment document that this project reads. Times are in seconds since the epoch.
 * Fields that can contain user data (`http`, `sql`, `metadata`, `cause`) are left out on purpose.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export interface Segment {
  readonly id: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly name: string;
  readonly start_time: number;
  /** Absent while the segment is in progress. */
  readonly end_time?: number;
  /** `subsegment` for a subsegment that is sent independently. */
  readonly type?: string;
  /** The type of the AWS resource that ran the code, such as `AWS::Lambda::Function`. */
  readonly origin?: string;
  /** Whether X-Ray inferred the segment from a caller's subsegment, which has the same times. */
  readonly inferred?: boolean;
  readonly aws?: { readonly operation?: string };
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly subsegments?: readonly Segment[];
}

/** The origin of segments that a local run creates in place of those that only AWS can record. */
export const LOCAL_RUN_ORIGIN = "Local::Run";

/** Returns a segment's duration; 0 while it is in progress. */
export const segmentDurationMs = ({ start_time, end_time = start_time }: Segment): number =>
  (end_time - start_time) * 1000;

/**
 * Returns how the execution environment of an invocation started: `cold` if it was initialized for the invocation. The state
 * of the cache says nothing about it, because the initialization fills the cache.
 */
export const startOf = (segments: readonly Segment[]): "cold" | "warm" =>
  segments.some(({ name }) => name === "Initialization") ? "cold" : "warm";

/** Returns all calls of an AWS operation in a segment and its subsegments. */
export function findCalls(operation: string, segment: Segment): Segment[] {
  const nested = (segment.subsegments ?? []).flatMap((subsegment) => findCalls(operation, subsegment));
  return segment.aws?.operation === operation ? [segment, ...nested] : nested;
}
