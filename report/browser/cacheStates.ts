import { axisX, axisY, dot, gridY } from "@observablehq/plot";
import type { Trace } from "../model.ts";
import { chart, COLD, LINE, MUTED, startKey, WARM } from "./chart.ts";
import { counted, dateAndTime, duration } from "../format.ts";

/** From what had to wait for a load, down to what was served from memory. */
const STATES = ["none", "miss", "refreshed", "stale", "hit"];

/** Up to how many milliseconds of all together the axis shows so many characters of the time: `03:49:22.8`, `03:49:22`. */
const TIME_CHARACTERS = [
  { upToMs: 10_000, characters: 10 },
  { upToMs: 3_600_000, characters: 8 },
];

/** Where each invocation's configuration came from, in the course of time. */
export function cacheStates(traces: readonly Trace[]): HTMLElement {
  const times = traces.map(({ startedAtMs }) => startedAtMs);
  const rangeMs = Math.max(...times) - Math.min(...times);
  const characters = TIME_CHARACTERS.find(({ upToMs }) => rangeMs < upToMs)?.characters;
  const seen = [...new Set(traces.map(({ cache }) => cache))].sort((a, b) => STATES.indexOf(a) - STATES.indexOf(b));
  const counts = seen.map(
    (state) => `${state}: ${counted(traces.filter(({ cache }) => cache === state).length, "invocation")}`,
  );
  return chart(startKey("Cache states over time"), counts.join("; "), (widthPx) => ({
    height: Math.max(140, 60 + seen.length * 40),
    marginTop: 0,
    marginLeft: 66,
    marginRight: 24,
    x: { type: "time" },
    y: { type: "point", domain: seen, padding: 0.6 },
    color: { domain: ["cold", "warm"], range: [COLD, WARM] },
    marks: [
      gridY({ stroke: LINE, strokeOpacity: 1 }),
      axisX({
        label: null,
        ticks: Math.max(2, Math.round(widthPx / 150)),
        tickSize: 0,
        fill: MUTED,
        ...(characters === undefined
          ? {}
          : { tickFormat: (at: Date) => dateAndTime(at.getTime())[1].slice(0, characters) }),
      }),
      axisY({ label: null, tickSize: 0 }),
      dot([...traces], {
        x: ({ startedAtMs }: Trace) => new Date(startedAtMs),
        y: "cache",
        fill: "start",
        fillOpacity: 0.75,
        r: 5,
        title: ({ startedAtMs, cache, start, responseMs }: Trace) =>
          `${dateAndTime(startedAtMs).join(" ")}\n${cache}, ${start}, ${duration(responseMs)}`,
      }),
    ],
  }));
}
