import { expect } from "chai";
import { sinceMs } from "../../report/aws/timeRange.ts";
import { timeWindows } from "../../report/aws/timeWindows.ts";

const HOUR_MS = 3_600_000;

describe("--since", () => {
  it("is in minutes, hours or days", () => {
    expect(["30m", "6h", "2d", "30d"].map(sinceMs)).to.deep.equal([
      HOUR_MS / 2,
      6 * HOUR_MS,
      48 * HOUR_MS,
      720 * HOUR_MS,
    ]);
  });

  for (const text of ["", "30", "m", "0m", "31d", "-5m", "1.5h", "5s", "30m "]) {
    it(`refuses "${text}"`, () => {
      expect(() => sinceMs(text)).to.throw("--since must be minutes, hours or days up to 30d");
    });
  }
});

describe("timeWindows", () => {
  it("splits a range into ranges of six hours at the most, without a gap", () => {
    const windows = timeWindows(0, 15 * HOUR_MS).map(({ StartTime, EndTime }) => [
      +StartTime / HOUR_MS,
      +EndTime / HOUR_MS,
    ]);
    expect(windows).to.deep.equal([
      [0, 6],
      [6, 12],
      [12, 15],
    ]);
  });
});
