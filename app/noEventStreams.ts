/**
 * Stands for `@smithy/core/event-streams` in the bundle, which the SDK would load for operations that stream events:
 * Parameter Store has none.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error("Event streams are not in the bundle: take their alias out of infra/functionBundle.ts.");
  }
}
