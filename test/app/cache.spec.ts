import { expect } from "chai";
import { Cache } from "../../app/cache.ts";

describe("Cache", () => {
  it("loads once for two callers one after the other: a miss, then a hit", async () => {
    const cache = new Cache<number>();
    let loads = 0;
    const load = () => Promise.resolve(++loads);
    expect(await cache.get(load)).to.deep.equal({ value: 1, outcome: "miss" });
    expect(await cache.get(load)).to.deep.equal({ value: 1, outcome: "hit" });
    expect(loads).to.equal(1);
  });

  it("shares one load between concurrent callers, all of which waited and count as misses", async () => {
    const cache = new Cache<number>();
    let loads = 0;
    const { promise, resolve } = Promise.withResolvers<number>();
    const load = () => {
      loads++;
      return promise;
    };
    const callers = [cache.get(load), cache.get(load), cache.get(load)];
    resolve(7);
    expect(await Promise.all(callers)).to.deep.equal(Array(3).fill({ value: 7, outcome: "miss" }));
    expect(loads).to.equal(1);
  });

  it("forgets a failed load, so that the next caller loads again", async () => {
    const cache = new Cache<string>();
    const failed = cache.get(() => Promise.reject(new Error("down")));
    expect(await failed.catch((error: unknown) => String(error))).to.equal("Error: down");
    expect(await cache.get(() => Promise.resolve("up"))).to.deep.equal({ value: "up", outcome: "miss" });
  });

  it("gives one failure to all callers that share the load", async () => {
    const cache = new Cache<string>();
    const failure = new Error("down");
    const load = () => Promise.reject(failure);
    const outcomes = await Promise.allSettled([cache.get(load), cache.get(load)]);
    expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason === failure)).to.deep.equal([
      true,
      true,
    ]);
  });

  it("keeps undefined, null and 0 as values like any other", async () => {
    for (const value of [undefined, null, 0]) {
      const cache = new Cache<unknown>();
      await cache.get(() => Promise.resolve(value));
      expect(await cache.get(() => Promise.resolve("loaded again"))).to.deep.equal({ value, outcome: "hit" });
    }
  });
});
