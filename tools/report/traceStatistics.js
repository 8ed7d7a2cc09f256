import { quantile } from "../lib/quantile.ts";
import { walkSpans } from "./model.ts";
/** Computes the statistics of traces. */
export function computeStatistics(traces) {
  const ascending = traces.map(({ responseMs }) => responseMs).sort((a, b) => a - b);
  const percentile = (fraction) => (ascending.length === 0 ? undefined : quantile(ascending, fraction));
  return {
    invocations: traces.length,
    coldStarts: traces.filter(({ start }) => start === "cold").length,
    failed: traces.filter(({ status }) => status !== "ok").length,
    p50Ms: percentile(0.5),
    p90Ms: percentile(0.9),
    p99Ms: percentile(0.99),
  };
}
/** Builds the service map of one function from its traces, for local runs, which have no X-Ray to build it. */
export function buildServiceMap(functionName, traces) {
  const loads = traces.flatMap(({ span }) => [...walkSpans(span)]).filter(({ name }) => name === "GetParametersByPath");
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
function summarizeCalls(from, to, spans) {
  const count = spans.length;
  const totalMs = spans.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const errors = spans.filter(({ failed }) => failed).length;
  return { from, to, count, meanMs: count === 0 ? 0 : totalMs / count, errors };
}
