import { inspect } from "node:util";
import { expect } from "chai";
import { ConfigurationError } from "../../../../app/runtime/configuration/configurationError.ts";
import type { JsonObject } from "../../../../app/runtime/configuration/json.ts";
import { Section } from "../../../../app/runtime/configuration/section.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";

const values: JsonObject = {
  text: CANARY,
  port: 5432,
  on: false,
  nested: { list: [CANARY, { deep: CANARY }] },
  none: null,
};
const secret = new Section({ name: "database", secret: true, values });
const plain = new Section({ name: "database", secret: false, values });

describe("Section", () => {
  it("returns values by type", () => {
    expect(secret.string("text")).to.equal(CANARY);
    expect(secret.number("port")).to.equal(5432);
    expect(secret.boolean("on")).to.equal(false);
    expect(secret.object("nested")).to.deep.equal(values["nested"]);
  });

  it("returns the unmasked values from reveal()", () => {
    expect(secret.reveal()).to.deep.equal(values);
  });

  it("masks every value of a secret section in JSON, whatever its type", () => {
    expect(JSON.parse(JSON.stringify({ outer: [secret] }))).to.deep.equal({
      outer: [
        {
          text: "********",
          port: "********",
          on: "********",
          nested: { list: ["********", { deep: "********" }] },
          none: "********",
        },
      ],
    });
  });

  it("masks a secret section in inspect, at every depth, and in template strings", () => {
    const template = `${String(secret)} ${secret.toString()} ${[secret].join()}`;
    expect(template).to.include("********");
    expect(inspect({ a: { secret } }, { depth: 10 }))
      .to.include("Section {")
      .and.to.include("text: '********'");
    for (const depth of [0, 1, 2, 9, null]) expectNoCanary(inspect({ a: { b: secret } }, { depth }));
    expectNoCanary(secret, template, inspect(secret, { customInspect: false, showHidden: true }));
  });

  it("keeps secret values out of an error that has the section in its message, cause or property", () => {
    expectNoCanary(
      new Error(`failed with ${String(secret)}`, { cause: { secret } }),
      Object.assign(new Error(), { secret }),
    );
  });

  it("shows the values of a plain section", () => {
    expect(JSON.parse(JSON.stringify(plain))).to.deep.equal(values);
    expect(String(plain)).to.include(CANARY);
    expect(inspect(plain)).to.include(CANARY);
  });

  for (const [type, read] of [
    ["string", () => secret.string("missing")],
    ["number", () => secret.number("missing")],
    ["boolean", () => secret.boolean("missing")],
    ["object", () => secret.object("missing")],
  ] as const) {
    it(`throws an error with section, key and expected type when the key is missing (${type})`, () => {
      expect(read).to.throw(
        ConfigurationError,
        `Section "database" has no key "missing", which must be a JSON ${type}. Fix: add it`,
      );
    });
  }

  for (const [expected, found, read] of [
    ["string", "a number", () => secret.string("port")],
    ["number", "a string", () => secret.number("text")],
    ["boolean", "null", () => secret.boolean("none")],
    ["object", "a boolean", () => secret.object("on")],
    ["object", "a list", () => new Section({ name: "l", secret: true, values: { list: [CANARY] } }).object("list")],
    ["string", "an object", () => secret.string("nested")],
  ] as const) {
    it(`throws an error without the value when it is ${found} instead of a JSON ${expected}`, () => {
      try {
        read();
        expect.fail("no error");
      } catch (error) {
        expect(error).to.be.instanceOf(ConfigurationError);
        expect(String(error)).to.include(`must be a JSON ${expected} (got ${found}).`);
        expectNoCanary(error);
      }
    });
  }

  it("does not treat inherited properties as keys", () => {
    for (const key of ["constructor", "__proto__", "toString"]) {
      expect(() => plain.object(key)).to.throw(ConfigurationError, `has no key "${key}"`);
    }
  });

  it("treats keys such as __proto__ as ordinary keys, and masks their values", () => {
    const odd = JSON.parse(`{ "__proto__": { "x": "${CANARY}" }, "constructor": "c" }`) as JsonObject;
    const section = new Section({ name: "odd", secret: true, values: odd });
    expect(section.object("__proto__")).to.deep.equal({ x: CANARY });
    expect(section.string("constructor")).to.equal("c");
    expect(JSON.stringify(section)).to.equal('{"__proto__":{"x":"********"},"constructor":"********"}');
  });
});
