import { expect } from "chai";
import fc from "fast-check";
import { isExactNumber } from "../../../../app/runtime/configuration/exactNumber.ts";

/** Returns the value of a JSON number as a fraction of integers, independently of the code under test. */
function fraction(text: string): readonly [bigint, bigint] {
  const [coefficient = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", decimals = ""] = coefficient.split(".");
  const power = Number(exponent) - decimals.length;
  const value = BigInt(whole + decimals);
  return power >= 0 ? [value * 10n ** BigInt(power), 1n] : [value, 10n ** BigInt(-power)];
}

/** Returns whether two JSON numbers have the same value. */
function sameValue(a: string, b: string): boolean {
  const [[aTop, aBottom], [bTop, bBottom]] = [fraction(a), fraction(b)];
  return aTop * bBottom === bTop * aBottom;
}

/** Generates JSON numbers in every spelling, long and short, including ones near the limits of a double. */
const digits = (minLength: number, maxLength: number) =>
  fc.array(fc.nat(9), { minLength, maxLength, size: "max" }).map((list) => list.join(""));
const jsonNumber = fc
  .record({
    sign: fc.constantFrom("", "-"),
    whole: digits(1, 25).map((text) => text.replace(/^0+(?=\d)/, "")),
    decimals: fc.option(digits(1, 25), { nil: undefined }),
    exponent: fc.option(fc.tuple(fc.constantFrom("e", "E", "e+", "E-", "e-"), fc.nat(345)), { nil: undefined }),
  })
  .map(({ sign, whole, decimals, exponent }) =>
    [sign, whole, decimals === undefined ? "" : `.${decimals}`, exponent?.join("") ?? ""].join(""),
  );

describe("isExactNumber", () => {
  for (const text of [
    ...["0", "-0", "-0.0", "0e999999", "1", "-1", "1.0", "1e3", "1E+3", "100e-2", "0.1", "0.30", "1.10", "5e-1"],
    ...["9007199254740992", "9007199254740992000e-3", "1e21", "1e+22", "123456789012345"],
    ...["0.1000000000000000000000000", "1.7976931348623157e308", "5e-324", "2.2250738585072014e-308", "1e23"],
    ...["100000000000000000000000", "0.30000000000000004"],
  ]) {
    it(`accepts ${text}`, () => {
      expect(isExactNumber(text)).to.be.true;
    });
  }

  for (const text of [
    ...["1234567890123456789", "-1234567890123456789", "9007199254740993", "1e400", "-1e400", "1e-400", "1e309"],
    ...["0.1234567890123456789012", "0.1000000000000000055511151231257827", "3e-324", "1e99999999999999999999"],
    ...["1.00000000000000000001", "123456789012345678e-2", "1e-99999999999999999999"],
  ]) {
    it(`rejects ${text}, which a double cannot hold exactly`, () => {
      expect(isExactNumber(text)).to.be.false;
    });
  }

  for (const text of ["", "0123", "+1", ".5", "5.", "1_000", "0x1f", "NaN", "Infinity", " 1", "1n", "--1", "1e"]) {
    it(`rejects "${text}", which is not a JSON number`, () => {
      expect(isExactNumber(text)).to.be.false;
    });
  }

  it("accepts every double as JavaScript writes it", () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(double, (value) => isExactNumber(JSON.stringify(value))));
  });

  it("accepts a JSON number if and only if the double as JavaScript writes it has the same value", () => {
    fc.assert(
      fc.property(jsonNumber, (text) => {
        const value = Number(text);
        const exact = Number.isFinite(value) && sameValue(text, String(value).replace("e+", "e"));
        return isExactNumber(text) === exact;
      }),
      { numRuns: 3000 },
    );
  });

  it("handles long numbers and large exponents quickly", () => {
    expect(isExactNumber("9".repeat(8000))).to.be.false;
    expect(isExactNumber(`1${"0".repeat(8000)}1`)).to.be.false;
    expect(isExactNumber(`1${"0".repeat(8000)}e-8000`)).to.be.true;
    expect(isExactNumber(`0.${"0".repeat(8000)}1e8001`)).to.be.true;
    expect(isExactNumber("1e1000000000")).to.be.false;
  });
});
