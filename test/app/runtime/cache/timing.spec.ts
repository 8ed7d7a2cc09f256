import { expect } from "chai";
import { backoffMs, monotonicClock } from "../../../../app/runtime/cache/timing.ts";

describe("backoffMs", () => {
  const failures = [1, 2, 3, 4, 5, 6, 7, 100, 2000];

  it("backs off for at least 1 s", () => {
    expect(failures.map((count) => backoffMs(count, 0))).to.deep.equal(failures.map(() => 1000));
  });

  it("backs off for at most 2 s, doubling with each failure up to 60 s", () => {
    const limits = [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000];
    expect(failures.map((count) => backoffMs(count, 1))).to.deep.equal(limits);
  });

  it("backs off for a time between the limits, in proportion to the random number", () => {
    expect(backoffMs(2, 0.25)).to.equal(1750);
  });
});

describe("monotonicClock", () => {
  it("follows the wall clock, and stops while the wall clock goes back", () => {
    const readings = [1000, 1500, 500, 700, 100, 100, 2100];
    const clock = monotonicClock(() => readings.shift() ?? NaN);
    expect([clock(), clock(), clock(), clock(), clock(), clock(), clock()]).to.deep.equal([
      1000, 1500, 1500, 1700, 1700, 1700, 3700,
    ]);
  });
});
