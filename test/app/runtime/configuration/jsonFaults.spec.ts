import { expect } from "chai";
import fc from "fast-check";
import type { JsonValue } from "../../../../app/runtime/configuration/json.ts";
import { findJsonFaults } from "../../../../app/runtime/configuration/jsonFaults.ts";

const faultsOf = (text: string) => findJsonFaults(text, JSON.parse(text) as JsonValue);

const NONE = { inexactNumbers: [], repeatedKeys: [] };

describe("findJsonFaults", () => {
  for (const text of [
    "{}",
    '{"a":1.0,"b":1e3,"c":-0,"d":100e-2,"e":0.1,"f":[1,2.50,{"g":0}]}',
    '{"text":"1234567890123456789","list":["1e400"],"quoted":"say \\"1234567890123456789\\", [{1e400"}',
    '{"1234567890123456789":true}',
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
    '{"a":"a","b":"a"}',
    '{"__proto__":{"a":1},"constructor":1,"toString":2}',
  ]) {
    it(`finds no fault in ${text}`, () => {
      expect(faultsOf(text)).to.deep.equal(NONE);
    });
  }

  it("returns the path of each number that a double cannot hold exactly", () => {
    const text = `{ "discord" : { "guildId" : 1234567890123456789 }, "ids": [1, 9007199254740993, [ -1e400 ]],
      "odd key.x": {"": 0.1234567890123456789012}, "fine": 1.0 }`;
    expect(faultsOf(text)).to.deep.equal({
      ...NONE,
      inexactNumbers: ["discord.guildId", "ids[1]", "ids[2][0]", '["odd key.x"][""]'],
    });
  });

  it("returns the path of each repeated key, also when it is escaped", () => {
    const text = String.raw`{"a":1,"b":{"c":[{"d":1,"e":2,"d":3}],"\u0062":1},"\u0061":2,"__proto__":1,"__proto__":2}`;
    expect(faultsOf(text)).to.deep.equal({ ...NONE, repeatedKeys: ["b.c[0].d", "a", "__proto__"] });
  });

  it("finds no fault in the output of JSON.stringify, in any layout", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("", " ", "\n\t"), (value, layout) => {
        expect(faultsOf(JSON.stringify(value, null, layout))).to.deep.equal(NONE);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds an inexact number anywhere in a JSON value", () => {
    const marked = fc.jsonValue().map((value) => JSON.stringify([value, { in: [value, "MARK"] }]));
    fc.assert(
      fc.property(marked, (text) => {
        const faults = faultsOf(text.replace(/"MARK"(?=\]\}\]$)/, "1234567890123456789"));
        expect(faults).to.deep.equal({ ...NONE, inexactNumbers: ["[1].in[1]"] });
      }),
    );
  });
});
