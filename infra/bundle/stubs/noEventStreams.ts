/**
 * @file Replaces `@smithy/core/event-streams` in the bundles. Only operations that stream events need the package. With
 * it, the zip file of `viewer.ts` is 98 KB instead of 90 KB.
 */

/** Throws, because the bundle does not contain event streams. */
export function EventStreamSerde(): never {
  throw new Error(
    "The bundle does not contain event streams. Fix: remove the alias of @smithy/core/event-streams in " +
      "infra/bundle/functionBundle.ts.",
  );
}

/** Returns the config unchanged. The client of a service with such operations calls it in its constructor. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = EventStreamSerde;
