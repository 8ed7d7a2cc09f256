/** All that a report shows, as plain data: the page is made of this alone. No value of a parameter is in it. */
export interface Report {
  /** ISO 8601. */
  readonly madeAt: string;
  /** `X-Ray`: AWS's own traces. `local run`: what the run on one machine collected and measured itself. */
  readonly source: "X-Ray" | "local run";
  readonly stacks: readonly StackReport[];
}

export interface StackReport {
  readonly name: string;
  readonly functionName: string;
  readonly region: string;
  /** In the order of time. */
  readonly traces: readonly Trace[];
  /** In sentences: which traces of the time are not among them, and why. */
  readonly leftOut: readonly string[];
  readonly serviceMap: ServiceMap;
}

/** One invocation. */
export interface Trace {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly responseMs: number;
  /** Cold: the execution environment was initialized for it. */
  readonly start: "cold" | "warm";
  readonly status: Status;
  /** Where its configuration came from: the cache's state, or `none` where it got none. */
  readonly cache: string;
  readonly annotations: Readonly<Record<string, string | number | boolean>>;
  /** The whole of it, with what went on inside. */
  readonly span: Span;
}

/** X-Ray's words. Fault: a failure of the function or of AWS; error: of the caller. */
export type Status = "ok" | "error" | "fault" | "throttled";

export interface Span {
  readonly name: string;
  /** Since the trace began. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  /** Stands for a segment of AWS's own. */
  readonly measuredByTheRun: boolean;
  readonly children: readonly Span[];
}

export interface ServiceMap {
  readonly services: readonly Service[];
  readonly calls: readonly Calls[];
}

export interface Service {
  /** Unique within the map. */
  readonly id: string;
  readonly name: string;
  /** X-Ray's type: `client`, `AWS::Lambda`, … */
  readonly type: string;
}

/** All calls of one service to another. */
export interface Calls {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly meanMs: number;
  readonly errors: number;
}

/** A span and all below it, with its depth. */
export function* spansOf(span: Span, depth = 0): Generator<Span & { readonly depth: number }> {
  yield { ...span, depth };
  for (const child of span.children) yield* spansOf(child, depth + 1);
}
