import { setTimeout as sleep } from "node:timers/promises";
import { paginateBatchGetTraces, paginateGetTraceSummaries } from "@aws-sdk/client-xray";
import type { XRayClient } from "@aws-sdk/client-xray";
import type { Segment } from "../../lib/segment.ts";
import { buildTraces } from "../buildTraces.ts";
import { pluralize } from "../format.ts";
import type { Trace } from "../model.ts";
import type { TimeWindow } from "./timeRange.ts";

/** The most traces of a report. A browser displays them easily, and X-Ray returns them within minutes, five at a time. */
export const MAX_TRACES = 5000;

/** The most traces that one BatchGetTraces request can ask for. */
const BATCH_SIZE = 5;

/** The delay before each attempt to get the traces that X-Ray has not returned yet. */
const ATTEMPT_DELAYS_MS = [0, 200, 600, 1800];

/** A function's traces, and sentences that state which others are missing. */
interface FetchedTraces {
  readonly traces: readonly Trace[];
  readonly omissions: readonly string[];
}

/**
 * Fetches the latest traces of a function in chronological order. Skips invocations that have not ended.
 * @param windows the time range, earliest window first
 * @param maxTraces the most traces to fetch
 */
export async function fetchTraces(
  client: XRayClient,
  functionName: string,
  windows: readonly TimeWindow[],
  maxTraces: number,
): Promise<FetchedTraces> {
  const { ids, omissions } = await findLatestTraceIds(client, functionName, windows, maxTraces);
  const documents = new Map<string, readonly Segment[]>();
  const missingIds = () => ids.filter((id) => !documents.has(id));
  for (const delayMs of ATTEMPT_DELAYS_MS) {
    const wanted = missingIds();
    if (wanted.length === 0) break;
    await sleep(delayMs);
    for (let index = 0; index < wanted.length; index += BATCH_SIZE) {
      const TraceIds = wanted.slice(index, index + BATCH_SIZE);
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
  const traces = [...documents].flatMap(([id, segments]) => buildTraces(id, segments, functionName));
  return {
    traces: traces.sort((a, b) => a.startedAtMs - b.startedAtMs),
    omissions: [...omissions, ...missingTraces(missingIds().length)],
  };
}

const missingTraces = (count: number): string[] =>
  count === 0
    ? []
    : [`Missing: ${pluralize(count, "trace")} that X-Ray did not return in ${ATTEMPT_DELAYS_MS.length} attempts.`];

/** Searches the windows from the latest back, because it can stop when it has found enough traces. */
async function findLatestTraceIds(
  client: XRayClient,
  functionName: string,
  windows: readonly TimeWindow[],
  maxTraces: number,
): Promise<{ readonly ids: readonly string[]; readonly omissions: readonly string[] }> {
  const FilterExpression = `service(${JSON.stringify(functionName)})`;
  const found = new Set<string>();
  let searchedFrom: Date | undefined;
  for (const window of windows.toReversed()) {
    if (found.size >= maxTraces) {
      searchedFrom = window.EndTime;
      break;
    }
    for await (const page of paginateGetTraceSummaries({ client }, { ...window, FilterExpression })) {
      for (const { Id } of page.TraceSummaries ?? []) if (Id !== undefined) found.add(Id);
    }
  }
  // Within a window, X-Ray returns them in no particular order.
  const ids = [...found].sort((a, b) => startedAtSeconds(b) - startedAtSeconds(a)).slice(0, maxTraces);
  return { ids, omissions: omittedTraces(found.size - ids.length, searchedFrom, maxTraces) };
}

/** Parses the start time in a trace ID: `1-<8 hexadecimal digits of seconds since the epoch>-…` */
const startedAtSeconds = (id: string): number => Number(`0x${/^1-([0-9a-f]{8})-/.exec(id)?.[1] ?? "0"}`);

/** @param searchedFrom the start of the time that was searched, if not the whole time range was */
function omittedTraces(olderCount: number, searchedFrom: Date | undefined, maxTraces: number): string[] {
  const parts = [
    ...(olderCount > 0 ? [pluralize(olderCount, "older trace")] : []),
    ...(searchedFrom === undefined ? [] : [`any traces from before ${formatMinute(searchedFrom)}`]),
  ];
  return parts.length === 0
    ? []
    : [
        `Omitted: ${parts.join(" and ")}. The report contains at most the latest ${maxTraces} traces of a function` +
          `${maxTraces < MAX_TRACES ? ", and more of them with --function" : ""}.`,
      ];
}

const formatMinute = (time: Date): string => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
