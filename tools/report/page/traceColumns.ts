import { formatDateAndTime, formatDuration } from "../format.ts";
import type { Trace } from "../model.ts";

/** A column of the table of traces. */
export interface TraceColumn {
  readonly name: string;
  readonly sortKey: (trace: Trace) => string | number;
  readonly text: (trace: Trace) => string;
  /** The class of its header and its cells. */
  readonly cssClass?: string;
}

/** Formats the annotations of a trace, for display and for filtering. */
export const formatAnnotations = ({ annotations }: Trace): string =>
  Object.entries(annotations)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");

/** The first column, whose cells are row headers. */
export const TIME_COLUMN: TraceColumn = {
  name: "time",
  sortKey: ({ startedAtMs }) => startedAtMs,
  text: ({ startedAtMs }) => formatDateAndTime(startedAtMs).join(" "),
};

const plainColumn = (name: "start" | "status" | "cache"): TraceColumn => ({
  name,
  sortKey: (trace) => trace[name],
  text: (trace) => trace[name],
});

/** The columns after the time. */
export const DATA_COLUMNS: readonly TraceColumn[] = [
  {
    name: "response",
    sortKey: ({ responseMs }) => responseMs,
    text: ({ responseMs }) => formatDuration(responseMs),
    cssClass: "number",
  },
  { ...plainColumn("start"), cssClass: "start" },
  plainColumn("status"),
  plainColumn("cache"),
  { name: "annotations", sortKey: formatAnnotations, text: formatAnnotations, cssClass: "wide" },
];
