import { paginateGetTraceSummaries, type XRayClient } from "@aws-sdk/client-xray";
import { counted } from "../format.ts";
import type { TimeWindow } from "./timeWindows.ts";

/** So many a browser shows at ease, and X-Ray gives within minutes: five at a time. */
export const MAX_TRACES = 5000;

/**
 * The ids of the latest traces of a function, and in words which are left out. Goes through the ranges of time from the
 * latest back, since what is before enough traces need not be asked for.
 */
export async function latestTraceIds(
  client: XRayClient,
  functionName: string,
  windows: readonly TimeWindow[],
): Promise<{ readonly ids: readonly string[]; readonly leftOut: readonly string[] }> {
  const FilterExpression = `service(${JSON.stringify(functionName)})`;
  const found = new Set<string>();
  let unaskedBefore: Date | undefined;
  for (const window of windows.toReversed()) {
    if (found.size >= MAX_TRACES) {
      unaskedBefore = window.EndTime;
      break;
    }
    for await (const page of paginateGetTraceSummaries({ client }, { ...window, FilterExpression })) {
      for (const { Id } of page.TraceSummaries ?? []) if (Id !== undefined) found.add(Id);
    }
  }
  // Within a range they come in no order.
  const ids = [...found].sort((a, b) => startedAtSeconds(b) - startedAtSeconds(a)).slice(0, MAX_TRACES);
  return { ids, leftOut: leftOut(found.size - ids.length, unaskedBefore) };
}

/** `1-<8 hexadecimal digits of seconds since the epoch>-…` */
const startedAtSeconds = (id: string): number => Number(`0x${/^1-([0-9a-f]{8})-/.exec(id)?.[1] ?? "0"}`);

function leftOut(older: number, unaskedBefore: Date | undefined): string[] {
  const which = [
    ...(older > 0 ? [counted(older, "older trace")] : []),
    ...(unaskedBefore === undefined ? [] : [`whatever there is from before ${minute(unaskedBefore)}`]),
  ];
  return which.length === 0
    ? []
    : [`Left out: ${which.join(" and ")}. A report holds the latest ${MAX_TRACES} traces.`];
}

const minute = (time: Date): string => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
