/**
 * Stands for a class of `@smithy/core/event-streams` in the bundle, which the SDK would make for operations that stream
 * events: Parameter Store has none.
 */
export function EventStreamSerde(): never {
  throw new Error("Event streams are not in the bundle: take their alias out of infra/functionBundle.ts.");
}
