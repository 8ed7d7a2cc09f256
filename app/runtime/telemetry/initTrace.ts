import type { Segment, Subsegment } from "aws-xray-sdk-core";
import { currentSegment, endSubsegment, openSubsegment, runInSubsegment, untracedSegment } from "./tracing.ts";
import type { TraceLoad } from "./tracing.ts";

/** The trace of the load that starts during INIT, which has no trace of its own: an invocation's trace reports the load. */
export class InitTrace {
  #subsegment: RecordedSubsegment | undefined;
  #reported = false;

  /** Runs the load, and records it and its requests. */
  readonly traceLoad: TraceLoad = (load) => {
    const subsegment = openSubsegment(recordingSegment());
    this.#subsegment = subsegment;
    return runInSubsegment(subsegment, () =>
      load({
        end: (outcome) => {
          const { version, failed, isLate } = outcome;
          // The cache state is that of an invocation. Only if the load is late, an invocation waits for it.
          if (this.#reported) endSubsegment(subsegment, outcome);
          else if (!isLate) endSubsegment(subsegment, { version, failed });
        },
      }),
    );
  };

  /**
   * Adds the load to the trace of the current invocation. A load that has not ended is sent when it ends.
   *
   * @param withTimes whether to report the real times and the requests. Otherwise, annotations have to be enough: the times
   * are long before the invocation.
   */
  report(withTimes: boolean): void {
    const [subsegment, segment] = [this.#subsegment, currentSegment() as Segment | undefined];
    this.#reported = true;
    this.#subsegment = undefined;
    if (subsegment === undefined || segment === undefined) return;
    annotate(subsegment);
    if (!withTimes) moveToNow(subsegment);
    segment.addSubsegment(subsegment);
    // Each request is sent by itself, as in an invocation: the daemon accepts at most 64 KB.
    subsegment.subsegments = (subsegment.subsegments ?? []).filter((request) => {
      Object.assign(request, { segment, notTraced: subsegment.notTraced });
      return request.streamSubsegments() !== true;
    });
    if (subsegment.isClosed()) subsegment.flush();
  }
}

/** A subsegment with a property that the SDK does not declare. */
type RecordedSubsegment = Subsegment & { end_time?: number };

/**
 * Creates a segment that is not sent, and whose subsegments stay in memory. The SDK sends and removes a subsegment that is
 * closed if the number of open ones, `counter`, is above a limit.
 */
const recordingSegment = (): Segment => Object.assign(untracedSegment(), { counter: -Infinity });

function annotate(subsegment: RecordedSubsegment): void {
  const { start_time, end_time } = subsegment;
  subsegment.addAnnotation("loaded_during", "init");
  if (end_time !== undefined) subsegment.addAnnotation("load_seconds", Number((end_time - start_time).toFixed(3)));
}

function moveToNow(subsegment: RecordedSubsegment): void {
  subsegment.start_time = Date.now() / 1000;
  if (subsegment.end_time !== undefined) subsegment.end_time = subsegment.start_time;
  subsegment.subsegments = [];
}
