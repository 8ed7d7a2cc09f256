import { LOCAL_RUN_ORIGIN, segmentDurationMs, startOf } from "../lib/segment.ts";
import type { Segment } from "../lib/segment.ts";
import type { Span, Status, Trace } from "./model.ts";

/** A segment with its child segments, both embedded and sent independently. */
interface SegmentNode {
  readonly segment: Segment;
  readonly children: SegmentNode[];
}

/**
 * Builds a trace for each invocation of a function, in chronological order, from the segment documents of one X-Ray
 * trace. Skips invocations that have not ended.
 * @param id the ID of the first invocation's trace. If there are several, the others get `<id>#2`, `<id>#3`, …
 * @param documents in any order. A subsegment is embedded in its parent or has its ID.
 */
export function buildTraces(id: string, documents: readonly Segment[], functionName: string): Trace[] {
  return findInvocations(documents, functionName).map((root, index) =>
    buildTrace(index === 0 ? id : `${id}#${index + 1}`, root, functionName),
  );
}

function buildTrace(id: string, root: SegmentNode, functionName: string): Trace {
  const own = [...ownSegments(root, functionName)];
  const status = traceStatus(own);
  const annotations = mergeAnnotations(own);
  return {
    id,
    startedAtMs: root.segment.start_time * 1000,
    responseMs: segmentDurationMs(root.segment),
    start: startOf(own),
    status,
    cache: cacheState(status, annotations["cache_state"]),
    annotations,
    span: buildSpan(root, root.segment.start_time),
  };
}

/**
 * Returns the trees of the function's completed `AWS::Lambda` segments: its invocations as their callers see them.
 * They are not always roots of the trace, because another service can start it.
 */
function findInvocations(documents: readonly Segment[], functionName: string): SegmentNode[] {
  const nodes = new Map<string, SegmentNode>();
  const children: { readonly node: SegmentNode; readonly parentId: string }[] = [];
  const add = (segment: Segment, parentId: string | undefined): void => {
    // An inferred segment repeats the subsegment of the caller.
    if (segment.inferred === true || nodes.has(segment.id)) return;
    const node: SegmentNode = { segment, children: [] };
    nodes.set(segment.id, node);
    if (parentId !== undefined) children.push({ node, parentId });
    for (const subsegment of segment.subsegments ?? []) add(subsegment, segment.id);
  };
  for (const document of documents) add(document, document.parent_id);
  for (const { node, parentId } of children) nodes.get(parentId)?.children.push(node);
  return [...nodes.values()]
    .filter(
      ({ segment: { name, origin, end_time } }) =>
        name === functionName && (origin === "AWS::Lambda" || origin === LOCAL_RUN_ORIGIN) && end_time !== undefined,
    )
    .sort((a, b) => a.segment.start_time - b.segment.start_time);
}

/** Yields the segments of one invocation, without the services that it calls: they start and fail independently. */
function* ownSegments({ segment, children }: SegmentNode, functionName: string): Generator<Segment> {
  yield segment;
  for (const child of children) if (isOwn(child.segment, functionName)) yield* ownSegments(child, functionName);
}

const isOwn = ({ name, origin }: Segment, functionName: string): boolean =>
  origin === undefined || origin === LOCAL_RUN_ORIGIN || (origin === "AWS::Lambda::Function" && name === functionName);

/**
 * Derives the status from segments only. A subsegment can fail although the invocation succeeds: when a load fails,
 * the invocation is served the stale configuration.
 */
function traceStatus(segments: readonly Segment[]): Status {
  const withOrigin = segments.filter(({ origin }) => origin !== undefined);
  if (withOrigin.some(({ fault }) => fault)) return "fault";
  if (withOrigin.some(({ throttle }) => throttle)) return "throttled";
  return withOrigin.some(({ error }) => error) ? "error" : "ok";
}

function mergeAnnotations(segments: readonly Segment[]): Trace["annotations"] {
  const all = segments.flatMap(({ annotations = {} }) => Object.entries(annotations));
  return Object.fromEntries(
    all.flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, value]] : [],
    ),
  );
}

/** Returns the state that a load annotated. Without a load, a successful invocation is a cache hit. */
function cacheState(status: Status, annotated: string | number | boolean | undefined): string {
  if (annotated !== undefined) return String(annotated);
  return status === "ok" ? "hit" : "none";
}

function buildSpan({ segment, children }: SegmentNode, traceStart: number): Span {
  const { start_time, fault, error, throttle, origin } = segment;
  return {
    name: spanName(segment),
    startMs: (start_time - traceStart) * 1000,
    durationMs: segmentDurationMs(segment),
    failed: [fault, error, throttle].includes(true),
    measuredLocally: origin === LOCAL_RUN_ORIGIN,
    children: children
      .toSorted((a, b) => a.segment.start_time - b.segment.start_time)
      .map((child) => buildSpan(child, traceStart)),
  };
}

/** Returns the origin for Lambda's two segments, which share the function's name, and the operation for an API call. */
function spanName({ name, origin, aws }: Segment): string {
  if (origin?.startsWith("AWS::Lambda") === true) return origin;
  return aws?.operation ?? name;
}
