import { expect } from "chai";
import { CALLS_PER_SECOND, largestBurst, timeoutForLargestBurst } from "../../../infra/config/burstCapacity.ts";

const { byDefault } = CALLS_PER_SECOND;
const { GetParametersByPath: byPath, GetParameters: byNames } = CALLS_PER_SECOND.withHigherThroughput;

describe("largestBurst", () => {
  it("shrinks with more calls, and grows with a longer timeout or higher throughput", () => {
    const size = (calls: number, timeoutSeconds: number, callsPerSecond: number) =>
      largestBurst({ calls, timeoutSeconds, callsPerSecond });
    // 40 calls per second in 5.5 s; each environment needs 1 - 0.4 calls, and the same again as headroom.
    expect(size(1, 5, byDefault)).to.equal(183);
    expect(size(2, 5, byDefault)).to.equal(68);
    expect(size(1, 30, byDefault)).to.be.greaterThan(1000);
    expect(size(2, 5, byPath)).to.equal(275);
    expect(size(1, 1, byPath)).to.equal(Infinity);
    expect(size(10, 1, byNames)).to.equal(Infinity);
    expect(size(14, 5, byNames)).to.equal(687);
  });
});

describe("timeoutForLargestBurst", () => {
  it("returns the shortest timeout that serves 1,000 environments", () => {
    expect(timeoutForLargestBurst(2, byPath)).to.equal(20);
    expect(largestBurst({ calls: 2, timeoutSeconds: 19, callsPerSecond: byPath })).to.be.lessThan(1000);
  });
});
