import { expect } from "chai";
import { backoffMs } from "../../../../app/runtime/cache/backoff.ts";
import { ageLimits } from "../../../../app/runtime/cache/freshness.ts";
import { monotonicClock } from "../../../../app/runtime/cache/monotonicClock.ts";

describe("ageLimits", () => {
  it("spreads the TTL by a tenth up and down, and adds the time that a stale snapshot is served", () => {
    const limits = [0, 0.5, 1].map((random) => ageLimits({ ttlSeconds: 300, maxStaleSeconds: 3600 }, random));
    expect(limits).to.deep.equal([
      { refreshAfterMs: 270_000, refuseAfterMs: 3_870_000 },
      { refreshAfterMs: 300_000, refuseAfterMs: 3_900_000 },
      { refreshAfterMs: 330_000, refuseAfterMs: 3_930_000 },
    ]);
  });

  it("takes a TTL of 0 for never", () => {
    const never = { refreshAfterMs: Infinity, refuseAfterMs: Infinity };
    expect(ageLimits({ ttlSeconds: 0, maxStaleSeconds: 0 }, 0.5)).to.deep.equal(never);
  });

  it("takes a limit of 0 for stale snapshots at its word", () => {
    const limits = { refreshAfterMs: 1000, refuseAfterMs: 1000 };
    expect(ageLimits({ ttlSeconds: 1, maxStaleSeconds: 0 }, 0.5)).to.deep.equal(limits);
  });
});

describe("backoffMs", () => {
  const failures = [1, 2, 3, 4, 5, 6, 7, 100, 2000];

  it("never is less than a second", () => {
    expect(failures.map((count) => backoffMs(count, 0))).to.deep.equal(failures.map(() => 1000));
  });

  it("has a limit that doubles from 2 to 60 seconds", () => {
    const limits = [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000];
    expect(failures.map((count) => backoffMs(count, 1))).to.deep.equal(limits);
  });

  it("is anything in between", () => {
    expect(backoffMs(2, 0.25)).to.equal(1750);
  });
});

describe("monotonicClock", () => {
  it("goes as the wall clock goes, and stands still where that goes back", () => {
    const readings = [1000, 1500, 500, 700, 100, 100, 2100];
    const clock = monotonicClock(() => readings.shift() ?? NaN);
    expect([clock(), clock(), clock(), clock(), clock(), clock(), clock()]).to.deep.equal([
      1000, 1500, 1500, 1700, 1700, 1700, 3700,
    ]);
  });
});
