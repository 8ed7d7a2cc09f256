import { quantile } from "../lib/quantile.ts";
import { walkSpans } from "./model.ts";
import type { ServiceCalls, ServiceMap, Span, Trace } from "./model.ts";

/** Counts and response time percentiles of a stack's traces. Percentiles are undefined if there are no traces. */
export interface TraceStatistics {
  readonly invocations: number;
  readonly coldStarts: number;
  readonly failed: number;
  readonly p50Ms: number | undefined;
  readonly p90Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** Computes the statistics of traces. */
export function computeStatistics(traces: readonly Trace[]): TraceStatistics {
  const ascending = traces.map(({ responseMs }) => responseMs).sort((a, b) => a - b);
  const percentile = (fraction: number) => (ascending.length === 0 ? undefined : quantile(ascending, fraction));
  return {
    invocations: traces.length,
    coldStarts: traces.filter(({ start }) => start === "cold").length,
    failed: traces.filter(({ status }) => status !== "ok").length,
    p50Ms: percentile(0.5),
    p90Ms: percentile(0.9),
    p99Ms: percentile(0.99),
  };
}

/** The calls that load the configuration: by path, or by names. */
const LOAD_OPERATIONS = ["GetParametersByPath", "GetParameters"];

/** Builds the service map of one function from its traces, for local runs, which have no X-Ray to build it. */
export function buildServiceMap(functionName: string, traces: readonly Trace[]): ServiceMap {
  const loads = traces.flatMap(({ span }) => [...walkSpans(span)]).filter(({ name }) => LOAD_OPERATIONS.includes(name));
  const responses = traces.map(({ span, status }) => ({ ...span, failed: status !== "ok" }));
  return {
    services: [
      { id: "client", name: "Client", type: "client" },
      { id: "function", name: functionName, type: "AWS::Lambda::Function" },
      { id: "parameters", name: "Parameter Store", type: "AWS::SSM" },
    ],
    calls: [summarizeCalls("client", "function", responses), summarizeCalls("function", "parameters", loads)],
  };
}

function summarizeCalls(from: string, to: string, spans: readonly Span[]): ServiceCalls {
  const count = spans.length;
  const totalMs = spans.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const errors = spans.filter(({ failed }) => failed).length;
  return { from, to, count, meanMs: count === 0 ? 0 : totalMs / count, errors };
}
