/** What is left of an invocation's time, for its work and its answer, when it stops waiting for a load. */
export const RESPONSE_MARGIN_MS = 500;
