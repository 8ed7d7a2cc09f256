import { expect } from "chai";
import { summarize } from "../../../tools/bench/summarize.ts";

describe("summarize", () => {
  it("returns the median and the 99th percentile, interpolated between neighboring values", () => {
    const { median, p99, repetitions } = summarize([3, 1, 2, 4]);
    expect([median, repetitions]).to.deep.equal([2.5, 4]);
    expect(p99).to.be.closeTo(3.97, 1e-9);
  });

  it("sorts values numerically", () => {
    expect(summarize([10, 9, 100]).median).to.equal(10);
  });
});
