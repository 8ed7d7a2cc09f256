import { setTimeout as sleep } from "node:timers/promises";
import { paginateBatchGetTraces, type XRayClient } from "@aws-sdk/client-xray";
import { counted } from "../format.ts";
import type { Trace } from "../model.ts";
import type { Segment } from "../segment.ts";
import { tracesOf } from "../buildTraces.ts";
import { latestTraceIds } from "./latestTraceIds.ts";
import type { TimeWindow } from "./timeWindows.ts";

/** As many traces BatchGetTraces takes at once. */
const BATCH = 5;

/** Before each time that the traces which X-Ray has not given yet are asked for. */
const PAUSES_MS = [0, 200, 600, 1800];

/**
 * The latest traces of a function in some ranges of time, in the order of time, without those that have not ended yet;
 * and in words which others are left out.
 */
export async function xrayTraces(
  client: XRayClient,
  functionName: string,
  windows: readonly TimeWindow[],
): Promise<{ readonly traces: readonly Trace[]; readonly leftOut: readonly string[] }> {
  const { ids, leftOut } = await latestTraceIds(client, functionName, windows);
  const documents = new Map<string, readonly Segment[]>();
  const missing = () => ids.filter((id) => !documents.has(id));
  for (const pauseMs of PAUSES_MS) {
    const asked = missing();
    if (asked.length === 0) break;
    await sleep(pauseMs);
    for (let index = 0; index < asked.length; index += BATCH) {
      const TraceIds = asked.slice(index, index + BATCH);
      for await (const page of paginateBatchGetTraces({ client }, { TraceIds })) {
        for (const { Id = "", Segments = [] } of page.Traces ?? []) {
          documents.set(
            Id,
            Segments.flatMap(({ Document }) => (Document === undefined ? [] : [JSON.parse(Document) as Segment])),
          );
        }
      }
    }
  }
  const traces = [...documents].flatMap(([id, segments]) => tracesOf(id, segments, functionName));
  const notGiven = missing().length;
  return {
    traces: traces.sort((a, b) => a.startedAtMs - b.startedAtMs),
    leftOut:
      notGiven === 0
        ? leftOut
        : [
            ...leftOut,
            `Missing: ${counted(notGiven, "trace")} that X-Ray did not give, asked ${PAUSES_MS.length} times.`,
          ],
  };
}
