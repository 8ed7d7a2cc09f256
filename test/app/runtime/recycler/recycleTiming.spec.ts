import { expect } from "chai";
import { maxRecycleMs, recycleDelayMs } from "../../../../app/runtime/recycler/recycleTiming.ts";

describe("recycleDelayMs", () => {
  it("returns 0 if no earlier recycling is known", () => {
    expect(recycleDelayMs(1_000_000, -Infinity, 1_002_500)).to.equal(0);
  });

  it("waits until two seconds after a change, when a recycling covers it", () => {
    expect(recycleDelayMs(1_000_000, -Infinity, 1_000_500)).to.equal(1500);
    expect(recycleDelayMs(1_000_000, 1_002_000, 1_002_000)).to.equal(undefined);
  });

  it("does not wait for a change that is more than two seconds in the future", () => {
    expect(recycleDelayMs(1_002_000, -Infinity, 1_000_000)).to.equal(4000);
    expect(recycleDelayMs(1_002_001, -Infinity, 1_000_000)).to.equal(0);
  });

  it("returns undefined if the last recycling began at least two seconds after the change", () => {
    expect(recycleDelayMs(1_000_000, 1_002_000, 1_003_000)).to.equal(undefined);
    expect(recycleDelayMs(1_000_000, 1_001_999, 1_003_000)).not.to.equal(undefined);
  });

  it("waits until seven seconds after the last recycling, when a burst of five seconds is over", () => {
    expect(recycleDelayMs(1_001_000, 1_000_000, 1_003_000)).to.equal(4000);
    expect(recycleDelayMs(1_007_000, 1_000_000, 1_009_000)).to.equal(0);
  });

  it("ignores a last recycling in the future", () => {
    expect(recycleDelayMs(1_000_000, 9_000_000_000, 1_002_500)).to.equal(0);
  });
});

describe("maxRecycleMs", () => {
  it("includes the wait for the burst, the backoff of five retries, and 13 requests for each function at 15 per second", () => {
    expect(maxRecycleMs(0)).to.equal(7000 + 62_000);
    expect(maxRecycleMs(15)).to.equal(7000 + 62_000 + 13_000);
  });
});
