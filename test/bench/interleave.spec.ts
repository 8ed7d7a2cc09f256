import { expect } from "chai";
import { inTurns } from "../../bench/interleave.ts";

describe("inTurns", () => {
  it("begins each round with another subject, and gives the results in the order of the subjects", async () => {
    const asked: string[] = [];
    const results = await inTurns(["a", "b", "c"], 4, (subject) => {
      asked.push(subject);
      return Promise.resolve(`${subject}${asked.length}`);
    });
    expect(asked.join("")).to.equal("abc" + "bca" + "cab" + "abc");
    expect(results).to.deep.equal([
      ["a1", "b2", "c3"],
      ["a6", "b4", "c5"],
      ["a8", "b9", "c7"],
      ["a10", "b11", "c12"],
    ]);
  });
});
