import { expect } from "chai";
import { interleave } from "../../../tools/bench/interleave.ts";

describe("interleave", () => {
  it("starts each round with the next subject and returns the results in the order of the subjects", async () => {
    const measured: string[] = [];
    const results = await interleave(["a", "b", "c"], 4, (subject) => {
      measured.push(subject);
      return Promise.resolve(`${subject}${measured.length}`);
    });
    expect(measured.join("")).to.equal("abc" + "bca" + "cab" + "abc");
    expect(results).to.deep.equal([
      ["a1", "b2", "c3"],
      ["a6", "b4", "c5"],
      ["a8", "b9", "c7"],
      ["a10", "b11", "c12"],
    ]);
  });
});
