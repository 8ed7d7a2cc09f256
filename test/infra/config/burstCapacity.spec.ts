import { expect } from "chai";
import { CALLS_PER_SECOND, largestBurst, timeoutForLargestBurst } from "../../../infra/config/burstCapacity.ts";

const { byDefault, withHigherThroughput } = CALLS_PER_SECOND;

describe("largestBurst", () => {
  it("shrinks with more pages, and grows with a longer timeout or higher throughput", () => {
    const size = (pages: number, timeoutSeconds: number, callsPerSecond: number) =>
      largestBurst({ pages, timeoutSeconds, callsPerSecond });
    // 40 calls per second in 5.5 s; each environment needs 1 - 0.4 calls, and the same again as headroom.
    expect(size(1, 5, byDefault)).to.equal(183);
    expect(size(2, 5, byDefault)).to.equal(68);
    expect(size(1, 30, byDefault)).to.be.greaterThan(1000);
    expect(size(2, 5, withHigherThroughput)).to.equal(275);
    expect(size(1, 1, withHigherThroughput)).to.equal(Infinity);
  });
});

describe("timeoutForLargestBurst", () => {
  it("returns the shortest timeout that serves 1,000 environments", () => {
    expect(timeoutForLargestBurst(2, withHigherThroughput)).to.equal(20);
    expect(largestBurst({ pages: 2, timeoutSeconds: 19, callsPerSecond: withHigherThroughput })).to.be.lessThan(1000);
  });
});
