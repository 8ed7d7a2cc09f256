/**
 * The part of an X-Ray segment or subsegment document that this project looks at. Times are in seconds since the epoch.
 * What may hold a user's data (`http`, `sql`, `metadata`, `cause`) is not among it.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export interface Segment {
  readonly id: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly name: string;
  readonly start_time: number;
  /** Absent while it is under way. */
  readonly end_time?: number;
  /** `subsegment` where one is sent by itself. */
  readonly type?: string;
  /** `AWS::Lambda`: who made the segment. */
  readonly origin?: string;
  /** Made by X-Ray from the subsegment of a caller, whose time it repeats. */
  readonly inferred?: boolean;
  readonly aws?: { readonly operation?: string };
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly subsegments?: readonly Segment[];
}

/** The origin of a segment that stands for one of AWS's own where there is no AWS. */
export const MEASURED_BY_THE_RUN = "Local::Run";

export const milliseconds = ({ start_time, end_time = start_time }: Segment): number => (end_time - start_time) * 1000;
