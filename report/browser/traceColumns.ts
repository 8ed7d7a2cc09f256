import type { Trace } from "../model.ts";
import { dateAndTime, duration } from "../format.ts";

export interface TraceColumn {
  readonly name: string;
  /** What it is sorted by. */
  readonly key: (trace: Trace) => string | number;
  readonly shown: (trace: Trace) => string;
  /** The class of its heading and its cells. */
  readonly style?: string;
}

export const annotationsText = ({ annotations }: Trace): string =>
  Object.entries(annotations)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");

export const TIME: TraceColumn = {
  name: "time",
  key: ({ startedAtMs }) => startedAtMs,
  shown: ({ startedAtMs }) => dateAndTime(startedAtMs).join(" "),
};

const RESPONSE: TraceColumn = {
  name: "response",
  key: ({ responseMs }) => responseMs,
  shown: ({ responseMs }) => duration(responseMs),
  style: "number",
};

const asItIs = (name: "start" | "status" | "cache"): TraceColumn => ({
  name,
  key: (trace) => trace[name],
  shown: (trace) => trace[name],
});

/** Behind the time, which is the row's heading. */
export const OTHERS: readonly TraceColumn[] = [
  RESPONSE,
  { ...asItIs("start"), style: "start" },
  asItIs("status"),
  asItIs("cache"),
  { name: "annotations", key: annotationsText, shown: annotationsText, style: "wide" },
];
