import type { SSMClient } from "@aws-sdk/client-ssm";
import type { SegmentLike } from "aws-xray-sdk-core";
import * as xray from "./xray.ts";

/** Makes each request of a client a subsegment of the invocation's X-Ray trace. */
export function traced(client: SSMClient): SSMClient {
  return xray.captureAWSClient(client);
}

/** What a trace tells of a load; undefined where there is nothing to tell. */
export interface LoadOutcome {
  readonly state: string;
  readonly ageSeconds: number | undefined;
  readonly version: string | undefined;
  readonly failed: boolean;
}

export interface LoadSubsegment {
  /** Annotates and ends it; only the first call counts. */
  end(outcome: LoadOutcome): void;
}

/** Makes a load a subsegment of the invocation's X-Ray trace, above its requests, or just runs it where there is none. */
export function traceLoad<T>(load: (subsegment: LoadSubsegment) => T): T {
  const subsegment = (currentSegment() ?? untracedSegment()).addNewSubsegment("Configuration");
  return xray.getNamespace().runAndReturn(() => {
    xray.setSegment(subsegment);
    return load({
      end: ({ state, ageSeconds, version, failed }) => {
        if (subsegment.isClosed()) return;
        // In Lambda the invocation's own segment takes no annotations.
        subsegment.addAnnotation("cache_state", state);
        if (ageSeconds !== undefined) subsegment.addAnnotation("cache_age_seconds", ageSeconds);
        if (version !== undefined) subsegment.addAnnotation("configuration_version", version);
        if (failed) subsegment.addFaultFlag();
        subsegment.close();
        // A subsegment whose request is still under way would wait for it.
        if (subsegment.subsegments?.some((request) => !request.isClosed())) subsegment.flush();
      },
    });
  });
}

/** Depending on its settings, the SDK throws where there is none. */
function currentSegment(): SegmentLike | undefined {
  try {
    return xray.getSegment();
  } catch {
    return undefined;
  }
}

/** What is below it is not sent, and the requests find a segment. */
const untracedSegment = (): SegmentLike => Object.assign(new xray.Segment("untraced"), { notTraced: true });
