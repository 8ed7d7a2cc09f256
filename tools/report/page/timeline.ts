import { axisX, barX, ruleX, text } from "@observablehq/plot";
import { formatDateAndTime, formatDuration } from "../format.ts";
import { walkSpans } from "../model.ts";
import type { Span, Trace } from "../model.ts";
import { COLD_COLOR, createChart, FAILED_COLOR, LINE_COLOR, MUTED_COLOR, WARM_COLOR } from "./chart.ts";
import { createElement } from "./createElement.ts";

const ROW_HEIGHT_PX = 38;

/** A span with its row in the chart. */
interface Row extends Span {
  readonly depth: number;
  readonly row: number;
}

/**
 * Renders a trace as nested bars, each below its name and duration.
 * @param longestMs the end of the scale
 */
export function renderTimeline(trace: Trace, longestMs: number): HTMLElement {
  const rows = [...walkSpans(trace.span)].map((span, row): Row => ({ ...span, row }));
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
        tickFormat: (ms: number) => `${ms} ms`,
        textAnchor: "start",
        // A label at the very end would be cut off.
        filter: (ms: number) => ms < longestMs * 0.9,
        fill: MUTED_COLOR,
      }),
      ruleX([0], { stroke: LINE_COLOR }),
      barX(rows, {
        // Lambda can initialize an execution environment before there is a request.
        x1: ({ startMs }: Row) => Math.max(0, startMs),
        x2: ({ startMs, durationMs }: Row) => Math.max(0, startMs + durationMs),
        y: "row",
        insetTop: 20,
        insetBottom: 6,
        rx: 2,
        fill: ({ failed }: Row) => (failed ? FAILED_COLOR : color),
        fillOpacity: ({ depth }: Row) => 1 - Math.min(depth, 3) * 0.2,
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
        text: ({ durationMs }: Row) => formatDuration(durationMs),
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

const rowName = ({ name, depth, failed, measuredLocally }: Row): string =>
  `${"\u2003".repeat(depth)}${name}${measuredLocally ? " *" : ""}${failed ? " (failed)" : ""}`;

function renderCaption({ start, startedAtMs, status }: Trace): HTMLElement {
  const when = formatDateAndTime(startedAtMs).join(" ");
  return createElement(
    "span",
    {},
    createElement("small", { class: start }, start),
    ` ${when}${status === "ok" ? "" : `, ${status}`}`,
  );
}

function renderDetails({ id, cache, annotations }: Trace): HTMLElement {
  const details: Readonly<Record<string, string | number | boolean>> = { cache, ...annotations, trace: id };
  const entries = Object.entries(details).filter(([name]) => name !== "cache_state");
  return createElement(
    "dl",
    {},
    ...entries.map(([name, value]) =>
      createElement("div", {}, createElement("dt", {}, name), createElement("dd", {}, String(value))),
    ),
  );
}
