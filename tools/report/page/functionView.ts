import { formatDuration } from "../format.ts";
import type { FunctionReport, Trace } from "../model.ts";
import { computeStatistics } from "../traceStatistics.ts";
import { renderCacheStates } from "./cacheStates.ts";
import { createElement } from "./createElement.ts";
import { renderHistogram } from "./histogram.ts";
import { renderTimeline } from "./timeline.ts";
import { TracesTable } from "./tracesTable.ts";

/** Renders a function: key figures, the table of traces, the timelines of two of them, and charts of all of them. */
export function renderFunction({ functionName, traces, omissions }: FunctionReport): HTMLElement {
  return createElement(
    "div",
    { role: "group", "aria-label": functionName },
    ...omissions.map((sentence) => createElement("p", { class: "omission" }, sentence)),
    ...(traces.length === 0 ? [] : renderTraces(traces)),
  );
}

function renderTraces(traces: readonly Trace[]): HTMLElement[] {
  const selected: Partial<Record<Trace["start"], Trace>> = {};
  for (const trace of traces) selected[trace.start] ??= trace;
  const timelines = createElement("div", { class: "pair", "aria-live": "polite" });
  const table = new TracesTable(traces, (trace) => {
    selected[trace.start] = trace;
    showSelected();
  });

  function showSelected(): void {
    const pair = [selected.cold, selected.warm];
    // Both have the same scale, so that they can be compared.
    const longestMs = Math.max(...pair.map((trace) => trace?.responseMs ?? 0));
    timelines.replaceChildren(
      ...pair.map((trace, index) =>
        trace === undefined
          ? createElement(
              "p",
              { class: "placeholder" },
              `The traces contain no ${index === 0 ? "cold" : "warm"} invocation.`,
            )
          : renderTimeline(trace, longestMs),
      ),
    );
    table.highlight(pair);
  }

  showSelected();
  return [
    renderFigures(traces),
    table.root,
    createElement("section", {}, createElement("h2", {}, "Timelines of a cold and a warm invocation"), timelines),
    createElement("div", { class: "pair" }, renderHistogram(traces), renderCacheStates(traces)),
  ];
}

function renderFigures(traces: readonly Trace[]): HTMLElement {
  const { invocations, coldStarts, failed, p50Ms, p90Ms, p99Ms } = computeStatistics(traces);
  const figures = {
    invocations: String(invocations),
    "cold starts": String(coldStarts),
    failed: String(failed),
    p50: formatDuration(p50Ms),
    p90: formatDuration(p90Ms),
    p99: formatDuration(p99Ms),
  };
  return createElement(
    "dl",
    { class: "figures" },
    ...Object.entries(figures).map(([name, value]) =>
      createElement("div", {}, createElement("dt", {}, name), createElement("dd", { "data-figure": name }, value)),
    ),
  );
}
