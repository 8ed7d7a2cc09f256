import type { Span, Status, Trace } from "./model.ts";
import { MEASURED_BY_THE_RUN, milliseconds, type Segment } from "./segment.ts";

/** A segment with what is below it, whether it was sent inside it or by itself. */
interface Node {
  readonly segment: Segment;
  readonly children: Node[];
}

/**
 * Makes the traces of a function's invocations, in the order of time, of one trace's segment documents as X-Ray gives
 * them: subsegments lie within their parents or name them. Leaves out what has not ended yet.
 * @param id the first invocation's; the others, where the function was called several times, are `<id>#2` and so on
 */
export function tracesOf(id: string, documents: readonly Segment[], functionName: string): Trace[] {
  return rootsOf(documents, functionName).map((root, index) =>
    traceOf(index === 0 ? id : `${id}#${index + 1}`, root, functionName),
  );
}

function traceOf(id: string, root: Node, functionName: string): Trace {
  const own = [...ownSegments(root, functionName)];
  const status = statusOf(own);
  const annotations = annotationsOf(own);
  return {
    id,
    startedAtMs: root.segment.start_time * 1000,
    responseMs: milliseconds(root.segment),
    start: own.some(({ name }) => name === "Initialization") ? "cold" : "warm",
    status,
    cache: cacheState(status, annotations["cache_state"]),
    annotations,
    span: spanOf(root, root.segment.start_time),
  };
}

/** The trees whose roots are the function as Lambda's callers see it: another service may have begun the trace. */
function rootsOf(documents: readonly Segment[], functionName: string): Node[] {
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
  for (const { node, parent } of children) nodes.get(parent)?.children.push(node);
  return [...nodes.values()]
    .filter(
      ({ segment: { name, origin, end_time } }) =>
        name === functionName && (origin === "AWS::Lambda" || origin === MEASURED_BY_THE_RUN) && end_time !== undefined,
    )
    .sort((a, b) => a.segment.start_time - b.segment.start_time);
}

/** Of one invocation: whatever service it calls is traced below it, and starts and fails by itself. */
function* ownSegments({ segment, children }: Node, functionName: string): Generator<Segment> {
  yield segment;
  for (const child of children) if (isOwn(child.segment, functionName)) yield* ownSegments(child, functionName);
}

const isOwn = ({ name, origin }: Segment, functionName: string): boolean =>
  origin === undefined ||
  origin === MEASURED_BY_THE_RUN ||
  (origin === "AWS::Lambda::Function" && name === functionName);

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
