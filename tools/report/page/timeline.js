import { axisX, barX, ruleX, text } from "@observablehq/plot";
import { formatDateAndTime, formatDuration } from "../format.ts";
import { walkSpans } from "../model.ts";
import { COLD_COLOR, createChart, FAILED_COLOR, LINE_COLOR, MUTED_COLOR, WARM_COLOR } from "./chart.ts";
import { createElement } from "./createElement.ts";
const ROW_HEIGHT_PX = 38;
/**
 * Renders a trace as nested bars, each below its name and duration.
 * @param longestMs the end of the scale
 */
export function renderTimeline(trace, longestMs) {
  const rows = [...walkSpans(trace.span)].map((span, row) => ({ ...span, row }));
  const color = trace.start === "cold" ? COLD_COLOR : WARM_COLOR;
  const label = rows.map((row) => `${rowName(row)} ${formatDuration(row.durationMs)}`).join("; ");
  const figure = createChart(renderCaption(trace), label, (widthPx) => ({
    height: rows.length * ROW_HEIGHT_PX + 30,
    margin: 1,
    marginBottom: 28,
    x: { domain: [0, longestMs] },
    y: { axis: null, domain: rows.map(({ row }) => row), padding: 0 },
    marks: [
      axisX({
        label: null,
        tickSize: 0,
        tickPadding: 6,
        ticks: Math.round(widthPx / 90),
        tickFormat: (ms) => `${ms} ms`,
        textAnchor: "start",
        // A label at the very end would be cut off.
        filter: (ms) => ms < longestMs * 0.9,
        fill: MUTED_COLOR,
      }),
      ruleX([0], { stroke: LINE_COLOR }),
      barX(rows, {
        // Lambda can initialize an execution environment before there is a request.
        x1: ({ startMs }) => Math.max(0, startMs),
        x2: ({ startMs, durationMs }) => Math.max(0, startMs + durationMs),
        y: "row",
        insetTop: 20,
        insetBottom: 6,
        rx: 2,
        fill: ({ failed }) => (failed ? FAILED_COLOR : color),
        fillOpacity: ({ depth }) => 1 - Math.min(depth, 3) * 0.2,
      }),
      text(rows, {
        frameAnchor: "left",
        y: "row",
        text: rowName,
        dx: 1,
        dy: -8,
        textAnchor: "start",
        fill: "currentColor",
      }),
      text(rows, {
        frameAnchor: "right",
        y: "row",
        text: ({ durationMs }) => formatDuration(durationMs),
        dy: -8,
        textAnchor: "end",
        fill: MUTED_COLOR,
      }),
    ],
  }));
  figure.dataset["timeline"] = trace.id;
  figure.append(renderDetails(trace));
  return figure;
}
const rowName = ({ name, depth, failed, measuredLocally }) =>
  `${"\u2003".repeat(depth)}${name}${measuredLocally ? " *" : ""}${failed ? " (failed)" : ""}`;
function renderCaption({ start, startedAtMs, status }) {
  const when = formatDateAndTime(startedAtMs).join(" ");
  return createElement(
    "span",
    {},
    createElement("small", { class: start }, start),
    ` ${when}${status === "ok" ? "" : `, ${status}`}`,
  );
}
function renderDetails({ id, cache, annotations }) {
  const details = { cache, ...annotations, trace: id };
  const entries = Object.entries(details).filter(([name]) => name !== "cache_state");
  return createElement(
    "dl",
    {},
    ...entries.map(([name, value]) =>
      createElement("div", {}, createElement("dt", {}, name), createElement("dd", {}, String(value))),
    ),
  );
}
