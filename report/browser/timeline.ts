import { axisX, barX, ruleX, text } from "@observablehq/plot";
import { spansOf, type Span, type Trace } from "../model.ts";
import { chart, COLD, FAILED, LINE, MUTED, WARM } from "./chart.ts";
import { element } from "./element.ts";
import { dateAndTime, duration } from "../format.ts";

const ROW_PX = 38;

interface Row extends Span {
  readonly depth: number;
  readonly row: number;
}

/** One trace as nested bars, each under its name and its milliseconds; `longestMs` is the end of the scale. */
export function timeline(trace: Trace, longestMs: number): HTMLElement {
  const rows = [...spansOf(trace.span)].map((span, row): Row => ({ ...span, row }));
  const colour = trace.start === "cold" ? COLD : WARM;
  const spoken = rows.map((row) => `${named(row)} ${duration(row.durationMs)}`).join("; ");
  const figure = chart(caption(trace), spoken, (widthPx) => ({
    height: rows.length * ROW_PX + 30,
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
        // One at the very end would be cut off.
        filter: (ms: number) => ms < longestMs * 0.9,
        fill: MUTED,
      }),
      ruleX([0], { stroke: LINE }),
      barX(rows, {
        // An environment may have been initialized before there was a request.
        x1: ({ startMs }: Row) => Math.max(0, startMs),
        x2: ({ startMs, durationMs }: Row) => Math.max(0, startMs + durationMs),
        y: "row",
        insetTop: 20,
        insetBottom: 6,
        rx: 2,
        fill: ({ failed }: Row) => (failed ? FAILED : colour),
        fillOpacity: ({ depth }: Row) => 1 - Math.min(depth, 3) * 0.2,
      }),
      text(rows, {
        frameAnchor: "left",
        y: "row",
        text: named,
        dx: 1,
        dy: -8,
        textAnchor: "start",
        fill: "currentColor",
      }),
      text(rows, {
        frameAnchor: "right",
        y: "row",
        text: ({ durationMs }: Row) => duration(durationMs),
        dy: -8,
        textAnchor: "end",
        fill: MUTED,
      }),
    ],
  }));
  figure.dataset["timeline"] = trace.id;
  figure.append(details(trace));
  return figure;
}

const named = ({ name, depth, failed, measuredByTheRun }: Row): string =>
  `${"\u2003".repeat(depth)}${name}${measuredByTheRun ? " *" : ""}${failed ? " (failed)" : ""}`;

function caption({ start, startedAtMs, status }: Trace): HTMLElement {
  const when = dateAndTime(startedAtMs).join(" ");
  return element(
    "span",
    {},
    element("small", { class: start }, start),
    ` ${when}${status === "ok" ? "" : `, ${status}`}`,
  );
}

function details({ id, cache, annotations }: Trace): HTMLElement {
  const all: Readonly<Record<string, string | number | boolean>> = { cache, ...annotations, trace: id };
  const entries = Object.entries(all).filter(([name]) => name !== "cache_state");
  return element(
    "dl",
    {},
    ...entries.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))),
  );
}
