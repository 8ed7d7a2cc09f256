import { expect } from "chai";
import { servedAtBest } from "../../burst/bound.ts";
import { SCENARIOS } from "../../burst/scenarios.ts";
import { TokenBucket } from "../../burst/tokenBucket.ts";

describe("the burst's bound", () => {
  const [[scenario] = []] = Object.values(SCENARIOS);
  if (scenario === undefined) throw new Error("there is no scenario");

  it("is what Parameter Store answers while the environments start and the last one waits", () => {
    // 40 a second for 10 and 4.5 s, and 40 at once.
    expect(servedAtBest(scenario)).to.equal(620);
    expect(servedAtBest({ ...scenario, pages: 2 })).to.equal(310);
  });

  it("is never more than there are environments", () => {
    expect(servedAtBest({ ...scenario, timeoutSeconds: 30 })).to.equal(1000);
  });

  it("is lower by the calls that are made again", () => {
    const faults = { reset: 0.25, serverError: 0.25, emptyPage: 0, shortPage: 0 };
    expect(servedAtBest({ ...scenario, faults })).to.equal(310);
  });
});

describe("TokenBucket", () => {
  it("gives a second's worth at once, then as they come, and saves up no more than that", () => {
    const bucket = new TokenBucket(40, 0);
    const taken = (nowMs: number) => {
      let count = 0;
      while (bucket.take(nowMs)) count++;
      return count;
    };
    expect([0, 0, 500, 510, 60_000].map(taken)).to.deep.equal([40, 0, 20, 0, 40]);
  });
});
