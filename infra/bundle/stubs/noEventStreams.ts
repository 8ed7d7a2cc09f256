/**
 * Stands for `@smithy/core/event-streams` in the bundles, which the SDK would use for operations that stream events: those
 * that are called here do not.
 */
export function EventStreamSerde(): never {
  throw new Error("Event streams are not in the bundle: take their alias out of infra/functionBundle.ts.");
}

/** A client of a service that has such operations asks for these when it is made. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = EventStreamSerde;
