import type { Span, Status, Trace } from "./report.ts";
import { MEASURED_BY_THE_RUN, milliseconds, type Segment } from "./segment.ts";

/** A segment with what is below it, whether it was sent inside it or by itself. */
interface Node {
  readonly segment: Segment;
  readonly children: Node[];
}

/**
 * Makes one trace of its segment documents, as X-Ray gives them: subsegments lie within their parents or name them.
 * Gives undefined where the function's part of it has not ended yet, or is not there.
 */
export function traceOf(id: string, documents: readonly Segment[], functionName: string): Trace | undefined {
  const root = rootOf(documents, functionName);
  const { end_time, start_time } = root?.segment ?? {};
  if (root === undefined || start_time === undefined || end_time === undefined) return undefined;
  const all = [...nodesOf(root)].map(({ segment }) => segment);
  const status = statusOf(all);
  const annotations = annotationsOf(all);
  return {
    id,
    startedAtMs: start_time * 1000,
    responseMs: milliseconds(root.segment),
    start: all.some(({ name }) => name === "Initialization") ? "cold" : "warm",
    status,
    cache: cacheState(status, annotations["cache_state"]),
    annotations,
    span: spanOf(root, start_time),
  };
}

/** The tree whose root is the function as Lambda's callers see it: another service may have begun the trace. */
function rootOf(documents: readonly Segment[], functionName: string): Node | undefined {
  const nodes = new Map<string, Node>();
  const children: { readonly node: Node; readonly parent: string }[] = [];
  const add = (segment: Segment, parent: string | undefined): void => {
    // The call of which an inferred segment was made is there itself.
    if (segment.inferred === true || nodes.has(segment.id)) return;
    const node: Node = { segment, children: [] };
    nodes.set(segment.id, node);
    if (parent !== undefined) children.push({ node, parent });
    for (const inner of segment.subsegments ?? []) add(inner, segment.id);
  };
  for (const document of documents) add(document, document.parent_id);
  const root = [...nodes.values()].find(
    ({ segment: { name, origin } }) =>
      name === functionName && (origin === "AWS::Lambda" || origin === MEASURED_BY_THE_RUN),
  );
  for (const { node, parent } of children) nodes.get(parent)?.children.push(node);
  return root;
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

/** Of the segments alone: a load that failed does not fail the invocation that is served what there was before. */
function statusOf(segments: readonly Segment[]): Status {
  const whole = segments.filter(({ origin }) => origin !== undefined);
  if (whole.some(({ fault }) => fault)) return "fault";
  if (whole.some(({ throttle }) => throttle)) return "throttled";
  return whole.some(({ error }) => error) ? "error" : "ok";
}

function annotationsOf(segments: readonly Segment[]): Trace["annotations"] {
  const all = segments.flatMap(({ annotations = {} }) => Object.entries(annotations));
  return Object.fromEntries(
    all.flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, value]] : [],
    ),
  );
}

/** A load annotates its state. An invocation that was served without one found its configuration in memory. */
function cacheState(status: Status, annotated: string | number | boolean | undefined): string {
  if (annotated !== undefined) return String(annotated);
  return status === "ok" ? "hit" : "none";
}

function spanOf({ segment, children }: Node, traceStart: number): Span {
  const { start_time, fault, error, throttle, origin } = segment;
  return {
    name: spanName(segment),
    startMs: (start_time - traceStart) * 1000,
    durationMs: milliseconds(segment),
    failed: [fault, error, throttle].includes(true),
    measuredByTheRun: origin === MEASURED_BY_THE_RUN,
    children: children
      .toSorted((a, b) => a.segment.start_time - b.segment.start_time)
      .map((child) => spanOf(child, traceStart)),
  };
}

/** Both of Lambda's segments have the function's name: who made them says more. A call is named after its operation. */
function spanName({ name, origin, aws }: Segment): string {
  if (origin?.startsWith("AWS::Lambda") === true) return origin;
  return aws?.operation ?? name;
}
