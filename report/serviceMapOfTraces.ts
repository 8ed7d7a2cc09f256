import { spansOf, type Calls, type ServiceMap, type Span, type Trace } from "./model.ts";

/** The service map of one function, counted from its traces, for where X-Ray has not made one. */
export function serviceMapOfTraces(functionName: string, traces: readonly Trace[]): ServiceMap {
  const loads = traces.flatMap(({ span }) => [...spansOf(span)]).filter(({ name }) => name === "GetParametersByPath");
  const responses = traces.map(({ span, status }) => ({ ...span, failed: status !== "ok" }));
  return {
    services: [
      { id: "client", name: "Client", type: "client" },
      { id: "function", name: functionName, type: "AWS::Lambda::Function" },
      { id: "parameters", name: "Parameter Store", type: "AWS::SSM" },
    ],
    calls: [callsOf("client", "function", responses), callsOf("function", "parameters", loads)],
  };
}

function callsOf(from: string, to: string, spans: readonly Span[]): Calls {
  const count = spans.length;
  const totalMs = spans.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const errors = spans.filter(({ failed }) => failed).length;
  return { from, to, count, meanMs: count === 0 ? 0 : totalMs / count, errors };
}
