/** Yields a span and all its descendants with their depth, parents first. */
export function* walkSpans(span, depth = 0) {
  yield { ...span, depth };
  for (const child of span.children) yield* walkSpans(child, depth + 1);
}
