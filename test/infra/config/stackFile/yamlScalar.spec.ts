import { expect } from "chai";
import { resolveYamlScalar } from "../../../../infra/config/stackFile/yamlScalar.ts";

describe("resolveYamlScalar", () => {
  const numbers: Readonly<Record<string, number>> = {
    "0": 0,
    "-0": -0,
    "12": 12,
    "+12": 12,
    "-12": -12,
    "1.10": 1.1,
    "1.": 1,
    ".5": 0.5,
    "1e3": 1000,
    "1e-400": 0,
    "0123": 83,
    "-0123": -83,
    "0128": 128,
    "00": 0,
    "0o17": 15,
    "0O17": 15,
    "0x1F": 31,
    "-0x1F": -31,
    "0b101": 5,
    "1_000": 1000,
    "0_1": 1,
    "1_0.5": 10.5,
    "12345678901234567890": 12345678901234567890,
    "123456789012345678901234567890": 1.2345678901234568e29,
    "0777777777777777777777777": 7.777777777777778e23,
  };
  for (const [text, value] of Object.entries(numbers)) {
    it(`resolves ${text} to a number`, () => {
      expect(resolveYamlScalar(text)).to.deep.equal({ kind: "number", value });
    });
  }

  for (const text of ["2024-01-31", "2024-1-3", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10"]) {
    it(`resolves ${text} to a timestamp`, () => {
      expect(resolveYamlScalar(text)).to.deep.equal({ kind: "timestamp" });
    });
  }

  for (const text of [
    ...[
      "yes",
      "no",
      "on",
      "Off",
      "y",
      "tRue",
      "nULL",
      "1:30",
      "1.2.3",
      "1e400",
      "-1e400",
      "0x1p3",
      "0xffffffffffffffffff",
    ],
    ...["-", "+", ".", "_1", "1e", "0x", "0b2", ".5_0", "2024-01", "24-01-31", "2024-01-31 ", "<<", "=", "toString"],
  ]) {
    it(`resolves ${text} to a string`, () => {
      expect(resolveYamlScalar(text)).to.deep.equal({ kind: "string" });
    });
  }

  it("accepts three spellings of each boolean and five of null", () => {
    for (const text of ["true", "True", "TRUE"]) {
      expect(resolveYamlScalar(text)).to.deep.equal({ kind: "boolean", value: true });
    }
    for (const text of ["false", "False", "FALSE"]) {
      expect(resolveYamlScalar(text)).to.deep.equal({ kind: "boolean", value: false });
    }
    for (const text of ["", "~", "null", "Null", "NULL"]) {
      expect(resolveYamlScalar(text)).to.deep.equal({ kind: "null" });
    }
  });
});
