/**
 * @file Replaces `@smithy/core/event-streams`, which only operations that stream events need. A bundle with another client
 * that has such operations contains the package. With the package, viewer's zip file has 101 KB instead of 94 KB.
 */

/** Throws, because the bundle does not contain event streams. */
export function EventStreamSerde(): never {
  throw new Error(
    "The bundle does not contain event streams. Fix: remove @smithy/core/event-streams from STUBS in " +
      "infra/bundle/sdkStubs.ts.",
  );
}

/** Returns the config unchanged. The client of a service with such operations calls it in its constructor. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = EventStreamSerde;
