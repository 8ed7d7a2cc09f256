import { expect } from "chai";
import { spread } from "../../bench/summarize.ts";

describe("spread", () => {
  it("gives median and 99th percentile, between two values where they fall there", () => {
    const { median, p99, repetitions } = spread([3, 1, 2, 4]);
    expect([median, repetitions]).to.deep.equal([2.5, 4]);
    expect(p99).to.be.closeTo(3.97, 1e-9);
  });

  it("sorts numbers as numbers", () => {
    expect(spread([10, 9, 100]).median).to.equal(10);
  });
});
