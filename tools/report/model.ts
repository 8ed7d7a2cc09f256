/** The data of a report. The page shows nothing else, and the data contains no parameter values. */
export interface Report {
  /** In ISO 8601. */
  readonly createdAt: string;
  /** `X-Ray`: traces recorded by AWS. `local run`: traces that a run on one machine collected and measured itself. */
  readonly source: "X-Ray" | "local run";
  readonly stacks: readonly StackReport[];
}

/** The functions of one stack, and the service map of all of them. */
export interface StackReport {
  readonly name: string;
  readonly region: string;
  /** At least one. */
  readonly functions: readonly FunctionReport[];
  readonly serviceMap: ServiceMap;
}

/** The traces of one function. */
export interface FunctionReport {
  /** The full name, such as `parameterStoreBlog-dev_viewer`. */
  readonly functionName: string;
  /** In chronological order. */
  readonly traces: readonly Trace[];
  /** Sentences that state which traces of the time range are missing, and why. */
  readonly omissions: readonly string[];
}

/** The trace of one invocation. */
export interface Trace {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly responseMs: number;
  /** `cold` if the execution environment was initialized for this invocation. */
  readonly start: "cold" | "warm";
  readonly status: Status;
  /** The cache state of the configuration that the invocation used, or `none` if it got no configuration. */
  readonly cache: string;
  readonly annotations: Readonly<Record<string, string | number | boolean>>;
  /** The root span, which covers the whole invocation. */
  readonly span: Span;
}

/** An outcome in X-Ray's terms: `error` is a client error, and `fault` is a failure of the function or of AWS. */
export type Status = "ok" | "error" | "fault" | "throttled";

/** A timed operation within a trace. */
export interface Span {
  readonly name: string;
  /** Since the start of the trace. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  /** Whether the local run measured it, in place of a segment that only AWS can record. */
  readonly measuredLocally: boolean;
  readonly children: readonly Span[];
}

/** A graph of the services that call each other. */
export interface ServiceMap {
  readonly services: readonly Service[];
  readonly calls: readonly ServiceCalls[];
}

/** A node of the service map. */
export interface Service {
  /** Unique within the map. */
  readonly id: string;
  readonly name: string;
  /** X-Ray's type: `client`, `AWS::Lambda`, … */
  readonly type: string;
}

/** An edge of the service map: all calls from one service to another. */
export interface ServiceCalls {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly meanMs: number;
  readonly errors: number;
}

/** Yields a span and all its descendants with their depth, parents first. */
export function* walkSpans(span: Span, depth = 0): Generator<Span & { readonly depth: number }> {
  yield { ...span, depth };
  for (const child of span.children) yield* walkSpans(child, depth + 1);
}
