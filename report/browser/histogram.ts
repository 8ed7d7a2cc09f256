import { axisX, axisY, binX, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import { figuresOf } from "../figures.ts";
import type { Trace } from "../report.ts";
import { chart, COLD, LINE, MUTED, startKey, WARM } from "./chart.ts";
import { counted, duration } from "./format.ts";

/** How many invocations took how long, cold and warm, with the percentiles of all. */
export function histogram(traces: readonly Trace[]): HTMLElement {
  const { p50Ms, p90Ms, p99Ms } = figuresOf(traces);
  const percentiles = Object.entries({ p50: p50Ms, p90: p90Ms, p99: p99Ms }).flatMap(([name, ms = 0], row) => [
    { ms, row, label: `${name} ${duration(ms)}` },
  ]);
  const longestMs = Math.max(...traces.map(({ responseMs }) => responseMs));
  const label = `${counted(traces.length, "invocation")}; ${percentiles.map((each) => each.label).join(", ")}`;
  const bars = { x: "responseMs", fill: "start", thresholds: 24, inset: 0.5, rx: 1 };
  return chart(startKey("Response times"), label, (widthPx) => ({
    height: 240,
    marginTop: 54,
    marginLeft: 30,
    marginRight: 4,
    x: { domain: [0, longestMs * 1.05] },
    color: { domain: ["cold", "warm"], range: [COLD, WARM] },
    marks: [
      axisX({
        label: null,
        ticks: Math.round(widthPx / 90),
        tickSize: 0,
        tickFormat: (ms: number) => `${ms} ms`,
        fill: MUTED,
      }),
      axisY({ label: null, ticks: 4, tickSize: 0, tickFormat: whole, fill: MUTED }),
      rectY([...traces], binX({ y: "count" }, bars)),
      ruleY([0], { stroke: LINE }),
      ruleX(percentiles, {
        x: "ms",
        insetTop: -46,
        stroke: "currentColor",
        strokeDasharray: "3 3",
        strokeOpacity: 0.5,
      }),
      // Each on a line of its own, since they often fall together; towards the middle, so that none is cut off.
      ...percentiles.map(({ ms, row, label: text_ }) =>
        text([text_], {
          x: () => ms,
          frameAnchor: "top",
          dy: -50 + row * 15,
          dx: ms > longestMs / 2 ? -5 : 5,
          textAnchor: ms > longestMs / 2 ? "end" : "start",
          fill: "currentColor",
        }),
      ),
    ],
  }));
}

const whole = (count: number): string => (Number.isInteger(count) ? String(count) : "");
