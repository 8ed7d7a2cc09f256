import { quantile } from "../lib/quantile.ts";
import { walkSpans } from "./model.ts";
import type { FunctionReport, ServiceCalls, ServiceMap, Span, Trace } from "./model.ts";

/** Counts and response time percentiles of a function's traces. Percentiles are undefined if there are no traces. */
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

/** Builds the service map of functions from their traces, for local runs, which have no X-Ray to build it. */
export function buildServiceMap(functions: readonly FunctionReport[]): ServiceMap {
  const services = [
    { id: "client", name: "Client", type: "client" },
    ...functions.map(({ functionName }) => ({ id: functionName, name: functionName, type: "AWS::Lambda::Function" })),
    { id: "parameters", name: "Parameter Store", type: "AWS::SSM" },
  ];
  const calls = functions.flatMap(callsOf).filter(({ count }) => count > 0);
  // Nothing calls Parameter Store if no function reads a section.
  return { services: services.filter(({ id }) => calls.some(({ from, to }) => [from, to].includes(id))), calls };
}

function callsOf({ functionName, traces }: FunctionReport): ServiceCalls[] {
  const responses = traces.map(({ span, status }) => ({ ...span, failed: status !== "ok" }));
  const loads = traces.flatMap(({ span }) => [...walkSpans(span)]).filter(({ name }) => LOAD_OPERATIONS.includes(name));
  return [summarizeCalls("client", functionName, responses), summarizeCalls(functionName, "parameters", loads)];
}

function summarizeCalls(from: string, to: string, spans: readonly Span[]): ServiceCalls {
  const count = spans.length;
  const totalMs = spans.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { from, to, count, meanMs: totalMs / count, errors: spans.filter(({ failed }) => failed).length };
}
