import { axisFy, axisY, binX, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import { formatDuration, pluralize } from "../format.ts";
import type { Trace } from "../model.ts";
import { computeStatistics } from "../traceStatistics.ts";
import { COLD_COLOR, createChart, LINE_COLOR, MUTED_COLOR, titleWithLegend, WARM_COLOR } from "./chart.ts";

const BIN_COUNT = 30;

/**
 * Renders histograms of the cold and the warm response times, with the percentiles of all of them. Each histogram
 * shows shares, because cold invocations are few. The scale is logarithmic, because they take much longer.
 */
export function renderHistogram(traces: readonly Trace[]): HTMLElement {
  const { p50Ms, p90Ms, p99Ms } = computeStatistics(traces);
  const percentiles = Object.entries({ p50: p50Ms, p90: p90Ms, p99: p99Ms }).flatMap(([name, ms = 0], row) => [
    { ms, row, label: `${name} ${formatDuration(ms)}` },
  ]);
  const times = traces.map(({ responseMs }) => responseMs);
  const [lowMs, highMs] = [Math.max(0.1, Math.min(...times) * 0.9), Math.max(...times) * 1.1];
  const thresholds = Array.from(
    { length: BIN_COUNT + 1 },
    (_, index) => lowMs * (highMs / lowMs) ** (index / BIN_COUNT),
  );
  const label = `${pluralize(traces.length, "invocation")}; ${percentiles.map((each) => each.label).join(", ")}`;
  const bars = { x: "responseMs", fy: "start", fill: "start", thresholds, inset: 0.5, rx: 1 };
  const starts = ["cold", "warm"].filter((start) => traces.some((trace) => trace.start === start));
  const middleMs = Math.sqrt(lowMs * highMs);
  return createChart(titleWithLegend("Response times"), label, (widthPx) => ({
    height: 260,
    marginTop: 56,
    marginLeft: 40,
    marginRight: 4,
    x: { type: "log", domain: [lowMs, highMs], axis: null },
    y: { percent: true },
    fy: { domain: starts, padding: 0.2 },
    color: { domain: ["cold", "warm"], range: [COLD_COLOR, WARM_COLOR] },
    marks: [
      // Plot's own axis omits most labels of a logarithmic scale.
      text(axisLabels(lowMs, highMs, widthPx / 60), {
        x: (ms: number) => ms,
        fy: () => starts.at(-1),
        frameAnchor: "bottom",
        dy: 18,
        text: (ms: number) => `${ms} ms`,
        fill: MUTED_COLOR,
      }),
      axisY({ label: null, ticks: 2, tickSize: 0, tickFormat: (share: number) => `${share} %`, fill: MUTED_COLOR }),
      axisFy({ label: null, tickFormat: () => "" }),
      rectY([...traces], binX({ y: "proportion-facet" }, bars)),
      ruleY([0], { stroke: LINE_COLOR }),
      ruleX(percentiles, {
        x: "ms",
        insetTop: -48,
        stroke: "currentColor",
        strokeDasharray: "3 3",
        strokeOpacity: 0.5,
      }),
      // Each label has its own line, because percentiles are often close. It extends toward the middle, so that it is
      // not cut off.
      ...percentiles.map(({ ms, row, label: caption }) =>
        text([caption], {
          x: () => ms,
          fy: () => starts[0],
          frameAnchor: "top",
          dy: -50 + row * 15,
          dx: ms > middleMs ? -5 : 5,
          textAnchor: ms > middleMs ? "end" : "start",
          fill: "currentColor",
        }),
      ),
    ],
  }));
}

/**
 * Returns the times to label on a logarithmic axis: 10, 20, 50, 100, … or, if that exceeds `maxCount`, 10, 100, …
 * Omits those near the right end, where a label would be cut off.
 */
function axisLabels(lowMs: number, highMs: number, maxCount: number): number[] {
  const powers = [0.1, 1, 10, 100, 1000, 10_000, 100_000];
  const between = (times: readonly number[]) => times.filter((ms) => ms >= lowMs && ms <= highMs * 0.9);
  const fine = between(powers.flatMap((power) => [power, 2 * power, 5 * power]));
  const chosen = fine.length > maxCount ? between(powers) : fine;
  // A narrow range can be between two of them.
  return chosen.length > 0 ? chosen : [Math.round(Math.sqrt(lowMs * highMs))];
}
