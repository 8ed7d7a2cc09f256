import { figuresOf } from "../traceStatistics.ts";
import type { StackReport, Trace } from "../model.ts";
import { cacheStates } from "./cacheStates.ts";
import { element } from "./element.ts";
import { duration } from "../format.ts";
import { histogram } from "./histogram.ts";
import { serviceMap } from "./serviceMap.ts";
import { timeline } from "./timeline.ts";
import { TracesTable } from "./tracesTable.ts";

/** One stack: figures, traces with the timelines of a cold and a warm one, and what all of them come to. */
export function stackView(stack: StackReport): HTMLElement {
  const { name, functionName, region, traces, leftOut, serviceMap: map } = stack;
  const shown: Partial<Record<Trace["start"], Trace>> = {};
  for (const trace of traces) shown[trace.start] ??= trace;
  const timelines = element("div", { class: "pair", "aria-live": "polite" });
  const table = new TracesTable(traces, (trace) => {
    shown[trace.start] = trace;
    show();
  });

  function show(): void {
    const pair = [shown.cold, shown.warm];
    // One scale for both, so that they compare.
    const longestMs = Math.max(...pair.map((trace) => trace?.responseMs ?? 0));
    timelines.replaceChildren(
      ...pair.map((trace, index) =>
        trace === undefined
          ? element("p", { class: "none" }, `There is no ${index === 0 ? "cold" : "warm"} invocation among the traces.`)
          : timeline(trace, longestMs),
      ),
    );
    table.mark(pair);
  }

  show();
  return element(
    "article",
    { "aria-label": `Stack ${name}` },
    element("p", { class: "which" }, `${functionName}, ${region}`),
    ...leftOut.map((sentence) => element("p", { class: "left-out" }, sentence)),
    figures(traces),
    table.root,
    element("section", {}, element("h2", {}, "A cold and a warm invocation"), timelines),
    element("div", { class: "pair" }, histogram(traces), cacheStates(traces)),
    serviceMap(map),
  );
}

function figures(traces: readonly Trace[]): HTMLElement {
  const { invocations, cold, failed, p50Ms, p90Ms, p99Ms } = figuresOf(traces);
  const shown = {
    invocations: String(invocations),
    cold: String(cold),
    failed: String(failed),
    p50: duration(p50Ms),
    p90: duration(p90Ms),
    p99: duration(p99Ms),
  };
  return element(
    "dl",
    { class: "figures" },
    ...Object.entries(shown).map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", { "data-figure": name }, value)),
    ),
  );
}
