import type { FunctionReport, Report, Span, Trace } from "../../../../tools/report/model.ts";
import { buildServiceMap } from "../../../../tools/report/traceStatistics.ts";

const span = (name: string, startMs: number, durationMs: number, children: Span[] = [], failed = false): Span => ({
  name,
  startMs,
  durationMs,
  failed,
  measuredLocally: false,
  children,
});

const STARTED_AT_MS = Date.UTC(2026, 0, 31, 23, 59, 58);

/** Returns three traces: a cold start with a cache miss, a warm cache hit, and a warm failure. */
export const exampleTraces = (environment: string): Trace[] => [
  {
    id: `${environment}-cold`,
    startedAtMs: STARTED_AT_MS,
    responseMs: 480,
    start: "cold",
    status: "ok",
    cache: "miss",
    annotations: { cache_state: "miss", configuration_version: `v-${environment}` },
    span: span("AWS::Lambda", 0, 480, [
      span("AWS::Lambda::Function", 20, 450, [
        span("Initialization", 20, 210.4),
        span("Invocation", 231, 239, [span("Configuration", 240, 90.5, [span("GetParametersByPath", 242, 88.25)])]),
      ]),
    ]),
  },
  {
    id: `${environment}-hit`,
    startedAtMs: STARTED_AT_MS + 1500,
    responseMs: 12.5,
    start: "warm",
    status: "ok",
    cache: "hit",
    annotations: {},
    span: span("AWS::Lambda", 0, 12.5, [span("AWS::Lambda::Function", 2, 9)]),
  },
  {
    id: `${environment}-failed`,
    startedAtMs: STARTED_AT_MS + 4000,
    responseMs: 40,
    start: "warm",
    status: "fault",
    cache: "none",
    annotations: { note: "</script><!-- <b>&" },
    span: span("AWS::Lambda", 0, 40, [span("AWS::Lambda::Function", 2, 36, [], true)]),
  },
];

/** Returns the functions of a stack: one with the example traces, one with a cache hit, and one without traces. */
const exampleFunctions = (environment: string): FunctionReport[] => {
  const named = (name: string) => `parameterStoreBlog-${environment}_${name}`;
  const hit = exampleTraces(environment).slice(1, 2);
  return [
    { functionName: named("viewer"), traces: exampleTraces(environment), omissions: [] },
    { functionName: named("notifier"), traces: hit.map((trace) => ({ ...trace, id: `${trace.id}-2` })), omissions: [] },
    { functionName: named("idle"), traces: [], omissions: [`There are no traces of ${named("idle")}.`] },
  ];
};

/** A report of two stacks with three functions each. */
export const exampleReport: Report = {
  createdAt: "2026-02-01T00:00:00.000Z",
  source: "X-Ray",
  stacks: ["dev", "prod"].map((name) => {
    const functions = exampleFunctions(name);
    return { name, region: "eu-west-1", functions, serviceMap: buildServiceMap(functions) };
  }),
};
