import { quantile } from "../bench/quantile.ts";
import type { Trace } from "./model.ts";

/** Of the traces of one stack. Times are undefined where there is no trace. */
export interface Figures {
  readonly invocations: number;
  readonly cold: number;
  readonly failed: number;
  readonly p50Ms: number | undefined;
  readonly p90Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

export function figuresOf(traces: readonly Trace[]): Figures {
  const ascending = traces.map(({ responseMs }) => responseMs).sort((a, b) => a - b);
  const at = (fraction: number) => (ascending.length === 0 ? undefined : quantile(ascending, fraction));
  return {
    invocations: traces.length,
    cold: traces.filter(({ start }) => start === "cold").length,
    failed: traces.filter(({ status }) => status !== "ok").length,
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
  };
}
