import { axisX, axisY, dot, gridY } from "@observablehq/plot";
import { formatDateAndTime, formatDuration, pluralize } from "../format.ts";
import type { Trace } from "../model.ts";
import { COLD_COLOR, createChart, LINE_COLOR, MUTED_COLOR, titleWithLegend, WARM_COLOR } from "./chart.ts";

/** From invocations that waited for a load, at the top, to those served from memory. */
const STATES = ["none", "miss", "refreshed", "stale", "hit"];

/** The number of characters of the time on the axis, by the length of the time range: `03:49:22.8`, `03:49:22`. */
const TIME_CHARACTERS = [
  { belowMs: 10_000, characters: 10 },
  { belowMs: 3_600_000, characters: 8 },
];

/** Renders a chart of the cache state of each invocation over time. */
export function renderCacheStates(traces: readonly Trace[]): HTMLElement {
  const times = traces.map(({ startedAtMs }) => startedAtMs);
  const rangeMs = Math.max(...times) - Math.min(...times);
  const characters = TIME_CHARACTERS.find(({ belowMs }) => rangeMs < belowMs)?.characters;
  const states = [...new Set(traces.map(({ cache }) => cache))].sort((a, b) => STATES.indexOf(a) - STATES.indexOf(b));
  const counts = states.map(
    (state) => `${state}: ${pluralize(traces.filter(({ cache }) => cache === state).length, "invocation")}`,
  );
  return createChart(titleWithLegend("Cache states over time"), counts.join("; "), (widthPx) => ({
    height: Math.max(140, 60 + states.length * 40),
    marginTop: 0,
    marginLeft: 66,
    marginRight: 24,
    x: { type: "time" },
    y: { type: "point", domain: states, padding: 0.6 },
    color: { domain: ["cold", "warm"], range: [COLD_COLOR, WARM_COLOR] },
    marks: [
      gridY({ stroke: LINE_COLOR, strokeOpacity: 1 }),
      axisX({
        label: null,
        ticks: Math.max(2, Math.round(widthPx / 150)),
        tickSize: 0,
        fill: MUTED_COLOR,
        ...(characters === undefined
          ? {}
          : { tickFormat: (at: Date) => formatDateAndTime(at.getTime())[1].slice(0, characters) }),
      }),
      axisY({ label: null, tickSize: 0 }),
      dot([...traces], {
        x: ({ startedAtMs }: Trace) => new Date(startedAtMs),
        y: "cache",
        fill: "start",
        fillOpacity: 0.75,
        r: 5,
        title: ({ startedAtMs, cache, start, responseMs }: Trace) =>
          `${formatDateAndTime(startedAtMs).join(" ")}\n${cache}, ${start}, ${formatDuration(responseMs)}`,
      }),
    ],
  }));
}
