import { expect } from "chai";
import { TokenBucket } from "../../../../tools/bench/burst/tokenBucket.ts";

describe("TokenBucket", () => {
  it("admits the calls of one second at once, then one per interval, and saves up at most one second", () => {
    const bucket = new TokenBucket(40, 0);
    const takeAll = (nowMs: number) => {
      let count = 0;
      while (bucket.take(nowMs)) count++;
      return count;
    };
    expect([0, 0, 500, 510, 60_000].map(takeAll)).to.deep.equal([40, 0, 20, 0, 40]);
  });
});
