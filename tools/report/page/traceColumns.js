import { formatDateAndTime, formatDuration } from "../format.ts";
/** Formats the annotations of a trace, for display and for filtering. */
export const formatAnnotations = ({ annotations }) =>
  Object.entries(annotations)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
/** The first column, whose cells are row headers. */
export const TIME_COLUMN = {
  name: "time",
  sortKey: ({ startedAtMs }) => startedAtMs,
  text: ({ startedAtMs }) => formatDateAndTime(startedAtMs).join(" "),
};
const plainColumn = (name) => ({
  name,
  sortKey: (trace) => trace[name],
  text: (trace) => trace[name],
});
/** The columns after the time. */
export const DATA_COLUMNS = [
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
