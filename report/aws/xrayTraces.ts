import { paginateBatchGetTraces, paginateGetTraceSummaries, type XRayClient } from "@aws-sdk/client-xray";
import type { Trace } from "../report.ts";
import type { Segment } from "../segment.ts";
import { tracesOf } from "../tracesOf.ts";
import type { TimeWindow } from "./timeWindows.ts";

/** As many traces BatchGetTraces takes at once. */
const BATCH = 5;

/** All traces of a function in some ranges of time, in the order of time, without those that have not ended yet. */
export async function xrayTraces(
  client: XRayClient,
  functionName: string,
  windows: readonly TimeWindow[],
): Promise<Trace[]> {
  const ids = new Set<string>();
  const FilterExpression = `service(${JSON.stringify(functionName)})`;
  for (const window of windows) {
    for await (const page of paginateGetTraceSummaries({ client }, { ...window, FilterExpression })) {
      for (const { Id } of page.TraceSummaries ?? []) if (Id !== undefined) ids.add(Id);
    }
  }
  const all = [...ids];
  const traces: Trace[] = [];
  for (let index = 0; index < all.length; index += BATCH) {
    const TraceIds = all.slice(index, index + BATCH);
    for await (const page of paginateBatchGetTraces({ client }, { TraceIds })) {
      for (const { Id = "", Segments = [] } of page.Traces ?? []) {
        const documents = Segments.flatMap(({ Document }) =>
          Document === undefined ? [] : [JSON.parse(Document) as Segment],
        );
        traces.push(...tracesOf(Id, documents, functionName));
      }
    }
  }
  return traces.sort((a, b) => a.startedAtMs - b.startedAtMs);
}
