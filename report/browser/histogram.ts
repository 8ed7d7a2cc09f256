import { axisFy, axisY, binX, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import { figuresOf } from "../traceStatistics.ts";
import type { Trace } from "../model.ts";
import { chart, COLD, LINE, MUTED, startKey, WARM } from "./chart.ts";
import { counted, duration } from "../format.ts";

const BARS = 30;

/**
 * How cold and warm response times are distributed, each as a share of its own, since there are few cold ones; on a
 * logarithmic scale, since they take many times as long. The percentiles are of all together.
 */
export function histogram(traces: readonly Trace[]): HTMLElement {
  const { p50Ms, p90Ms, p99Ms } = figuresOf(traces);
  const percentiles = Object.entries({ p50: p50Ms, p90: p90Ms, p99: p99Ms }).flatMap(([name, ms = 0], row) => [
    { ms, row, label: `${name} ${duration(ms)}` },
  ]);
  const times = traces.map(({ responseMs }) => responseMs);
  const [lowMs, highMs] = [Math.max(0.1, Math.min(...times) * 0.9), Math.max(...times) * 1.1];
  const thresholds = Array.from({ length: BARS + 1 }, (_, index) => lowMs * (highMs / lowMs) ** (index / BARS));
  const label = `${counted(traces.length, "invocation")}; ${percentiles.map((each) => each.label).join(", ")}`;
  const bars = { x: "responseMs", fy: "start", fill: "start", thresholds, inset: 0.5, rx: 1 };
  const starts = ["cold", "warm"].filter((start) => traces.some((trace) => trace.start === start));
  const rightMs = Math.sqrt(lowMs * highMs);
  return chart(startKey("Response times"), label, (widthPx) => ({
    height: 260,
    marginTop: 56,
    marginLeft: 40,
    marginRight: 4,
    x: { type: "log", domain: [lowMs, highMs], axis: null },
    y: { percent: true },
    fy: { domain: starts, padding: 0.2 },
    color: { domain: ["cold", "warm"], range: [COLD, WARM] },
    marks: [
      // This library's own axis leaves out what it finds too much on a logarithmic scale.
      text(roundTimes(lowMs, highMs, widthPx / 60), {
        x: (ms: number) => ms,
        fy: () => starts.at(-1),
        frameAnchor: "bottom",
        dy: 18,
        text: (ms: number) => `${ms} ms`,
        fill: MUTED,
      }),
      axisY({ label: null, ticks: 2, tickSize: 0, tickFormat: (share: number) => `${share} %`, fill: MUTED }),
      axisFy({ label: null, tickFormat: () => "" }),
      rectY([...traces], binX({ y: "proportion-facet" }, bars)),
      ruleY([0], { stroke: LINE }),
      ruleX(percentiles, {
        x: "ms",
        insetTop: -48,
        stroke: "currentColor",
        strokeDasharray: "3 3",
        strokeOpacity: 0.5,
      }),
      // Each on a line of its own, since they often fall together; towards the middle, so that none is cut off.
      ...percentiles.map(({ ms, row, label: words }) =>
        text([words], {
          x: () => ms,
          fy: () => starts[0],
          frameAnchor: "top",
          dy: -50 + row * 15,
          dx: ms > rightMs ? -5 : 5,
          textAnchor: ms > rightMs ? "end" : "start",
          fill: "currentColor",
        }),
      ),
    ],
  }));
}

/** 10, 20, 50, 100, … between two times, not too near the end; where there is no room for so many, 10, 100, … */
function roundTimes(lowMs: number, highMs: number, room: number): number[] {
  const powers = [0.1, 1, 10, 100, 1000, 10_000, 100_000];
  const between = (times: readonly number[]) => times.filter((ms) => ms >= lowMs && ms <= highMs * 0.9);
  const fine = between(powers.flatMap((power) => [power, 2 * power, 5 * power]));
  const chosen = fine.length > room ? between(powers) : fine;
  // All within a narrow range.
  return chosen.length > 0 ? chosen : [Math.round(Math.sqrt(lowMs * highMs))];
}
