import { expect } from "chai";
import { ageLimits } from "../../../../app/runtime/cache/freshness.ts";

describe("ageLimits", () => {
  it("spreads the TTL by up to 10% in both directions, and adds maxStaleSeconds", () => {
    const limits = [0, 0.5, 1].map((random) => ageLimits({ ttlSeconds: 300, maxStaleSeconds: 3600 }, random));
    expect(limits).to.deep.equal([
      { refreshAfterMs: 270_000, expireAfterMs: 3_870_000 },
      { refreshAfterMs: 300_000, expireAfterMs: 3_900_000 },
      { refreshAfterMs: 330_000, expireAfterMs: 3_930_000 },
    ]);
  });

  it("returns infinite limits when ttlSeconds is 0", () => {
    const never = { refreshAfterMs: Infinity, expireAfterMs: Infinity };
    expect(ageLimits({ ttlSeconds: 0, maxStaleSeconds: 0 }, 0.5)).to.deep.equal(never);
  });

  it("expires a snapshot at its TTL when maxStaleSeconds is 0", () => {
    const limits = { refreshAfterMs: 1000, expireAfterMs: 1000 };
    expect(ageLimits({ ttlSeconds: 1, maxStaleSeconds: 0 }, 0.5)).to.deep.equal(limits);
  });
});
