import { expect } from "chai";
import { CALLS_PER_SECOND, largestBurst, timeoutForLargestBurst } from "../../../infra/config/burstCapacity.ts";

const { byDefault } = CALLS_PER_SECOND;
const { GetParametersByPath: byPath, GetParameters: byNames } = CALLS_PER_SECOND.withHigherThroughput;

describe("largestBurst", () => {
  it("shrinks with more calls, and grows with a longer timeout or higher throughput", () => {
    const size = (calls: number, timeoutSeconds: number, callsPerSecond: number) =>
      largestBurst({ calls, timeoutSeconds, callsPerSecond });
    // 40 calls per second in 14.3 s; each environment needs 1 - 0.4 calls, and the same again as headroom.
    expect(size(1, 5, byDefault)).to.equal(476);
    expect(size(2, 5, byDefault)).to.equal(178);
    expect(size(1, 30, byDefault)).to.be.greaterThan(1000);
    expect(size(2, 5, byPath)).to.equal(715);
    expect(size(1, 1, byPath)).to.equal(Infinity);
    expect(size(10, 1, byNames)).to.equal(Infinity);
    expect(size(18, 5, byNames)).to.equal(893);
  });

  it("is smaller without the time of INIT", () => {
    const settings = { calls: 1, callsPerSecond: byDefault, timeoutSeconds: 5 };
    expect(largestBurst({ ...settings, loadDuringInit: true })).to.equal(476);
    // 40 calls per second in 5.5 s.
    expect(largestBurst({ ...settings, loadDuringInit: false })).to.equal(183);
  });
});

describe("timeoutForLargestBurst", () => {
  it("returns the shortest timeout that serves 1,000 environments", () => {
    const settings = { calls: 2, callsPerSecond: byPath };
    expect(timeoutForLargestBurst(settings)).to.equal(11);
    expect(largestBurst({ ...settings, timeoutSeconds: 10 })).to.be.lessThan(1000);
    expect(timeoutForLargestBurst({ ...settings, loadDuringInit: false })).to.equal(20);
  });
});
