import { expect } from "chai";
import { EventStreamSerde } from "../../../../infra/bundle/stubs/noEventStreams.ts";

describe("what stands for the SDK's event streams", () => {
  it("says how to have them, where something needs them after all", () => {
    expect(() => EventStreamSerde()).to.throw("take their alias out of infra/functionBundle.ts");
  });
});
