import { expect } from "chai";
import * as fc from "fast-check";
import { patternsIntersect } from "../../../infra/policies/patternsIntersect.ts";

describe("patternsIntersect", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 5 });
  const regexp = (text: string) => new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  /** Every text of up to four characters; longer ones match nothing that these do not show. */
  const texts = ["", "a", "b"].flatMap((a) =>
    ["", "a", "b"].flatMap((b) => ["", "a", "b"].flatMap((c) => ["", "a", "b"].map((d) => a + b + c + d))),
  );

  it("is true whenever a text matches both patterns", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        if (texts.some((text) => regexp(a).test(text) && regexp(b).test(text))) {
          expect(patternsIntersect(a, b), `${a} ${b}`).to.equal(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is false if no text matches both patterns", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        if (patternsIntersect(a, b)) return;
        for (const text of texts)
          expect(regexp(a).test(text) && regexp(b).test(text), `${a} ${b} ${text}`).to.equal(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("is symmetric, and exact for patterns without wildcards", () => {
    expect(patternsIntersect("ab", "ab")).to.equal(true);
    expect(patternsIntersect("ab", "abc")).to.equal(false);
    expect(patternsIntersect("a*c", "*b")).to.equal(false);
    expect(patternsIntersect("a*", "*b")).to.equal(true);
  });
});
