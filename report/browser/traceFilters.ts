import type { Trace } from "../model.ts";
import { element } from "./element.ts";
import { annotationsText } from "./traceColumns.ts";

const ANY = "any";

export interface TraceFilters {
  /** For the form. */
  readonly labels: readonly HTMLElement[];
  passes(trace: Trace): boolean;
}

/** Inputs that let some of the traces through; `changed` is called whenever it may be others. */
export function traceFilters(traces: readonly Trace[], changed: () => void): TraceFilters {
  const start = choice("start", ["cold", "warm"]);
  const status = choice("status", [...new Set(traces.map((trace) => trace.status))].sort());
  const text = element("input", { type: "search", name: "text", placeholder: "cache state, annotation or id" });
  const labels = Object.entries({ start, status, contains: text }).map(([name, input]) => {
    input.addEventListener("input", changed);
    return element("label", {}, name, input);
  });
  const passes = (trace: Trace): boolean => {
    const all = `${trace.id} ${trace.cache} ${annotationsText(trace)}`.toLowerCase();
    return (
      [ANY, trace.start].includes(start.value) &&
      [ANY, trace.status].includes(status.value) &&
      all.includes(text.value.trim().toLowerCase())
    );
  };
  return { labels, passes };
}

const choice = (name: string, values: readonly string[]): HTMLSelectElement =>
  element("select", { name }, ...[ANY, ...values].map((value) => element("option", {}, value)));
