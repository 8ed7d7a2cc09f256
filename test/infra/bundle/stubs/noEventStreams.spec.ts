import { expect } from "chai";
import { EventStreamSerde } from "../../../../infra/bundle/stubs/noEventStreams.ts";

describe("noEventStreams", () => {
  it("throws an error with the fix when an operation needs event streams", () => {
    expect(() => EventStreamSerde()).to.throw(
      "Fix: remove @smithy/core/event-streams from STUBS in infra/bundle/sdkStubs.ts.",
    );
  });
});
