import { expect } from "chai";
import { parseSince, splitTimeRange } from "../../../tools/report/fromXRay/timeRange.ts";

const HOUR_MS = 3_600_000;

describe("parseSince", () => {
  it("parses a time range in minutes, hours or days", () => {
    expect(["30m", "6h", "2d", "30d"].map(parseSince)).to.deep.equal([
      HOUR_MS / 2,
      6 * HOUR_MS,
      48 * HOUR_MS,
      720 * HOUR_MS,
    ]);
  });

  for (const text of ["", "30", "m", "0m", "31d", "-5m", "1.5h", "5s", "30m "]) {
    it(`rejects the time range "${text}"`, () => {
      expect(() => parseSince(text)).to.throw("--since must be a number of minutes, hours or days, at most 30d");
    });
  }
});

describe("splitTimeRange", () => {
  it("splits a time range into windows of at most six hours without gaps", () => {
    const windows = splitTimeRange(0, 15 * HOUR_MS).map(({ StartTime, EndTime }) => [
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
