import { inspect } from "node:util";
import { expect } from "chai";
import { ConfigurationError } from "../../../../app/runtime/configuration/errors.ts";
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
  it("gives values by type", () => {
    expect(secret.string("text")).to.equal(CANARY);
    expect(secret.number("port")).to.equal(5432);
    expect(secret.boolean("on")).to.equal(false);
    expect(secret.object("nested")).to.deep.equal(values["nested"]);
  });

  it("reveals its raw values only when asked to", () => {
    expect(secret.reveal()).to.deep.equal(values);
  });

  it("masks every leaf of a secret section in JSON, whatever its type", () => {
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

  it("keeps a secret out of an error that carries the section", () => {
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
    it(`names section, key and type when a ${type} is missing`, () => {
      expect(read).to.throw(
        ConfigurationError,
        `Section "database" must have "missing" as JSON ${type}, but has no such key`,
      );
    });
  }

  for (const [expected, found, read] of [
    ["string", "of type number", () => secret.string("port")],
    ["number", "of type string", () => secret.number("text")],
    ["boolean", "null", () => secret.boolean("none")],
    ["object", "of type boolean", () => secret.object("on")],
    ["object", "a list", () => new Section({ name: "l", secret: true, values: { list: [CANARY] } }).object("list")],
    ["string", "of type object", () => secret.string("nested")],
  ] as const) {
    it(`says that ${found} is not a ${expected}, without the value`, () => {
      try {
        read();
        expect.fail("no error");
      } catch (error) {
        expect(error).to.be.instanceOf(ConfigurationError);
        expect(String(error)).to.include(`as JSON ${expected}, but it is ${found}.`);
        expectNoCanary(error);
      }
    });
  }

  it("does not take what every object inherits for a key", () => {
    for (const key of ["constructor", "__proto__", "toString"]) {
      expect(() => plain.object(key)).to.throw(ConfigurationError, "has no such key");
    }
  });

  it("holds keys such as __proto__ as ordinary keys, and masks them", () => {
    const odd = JSON.parse(`{ "__proto__": { "x": "${CANARY}" }, "constructor": "c" }`) as JsonObject;
    const section = new Section({ name: "odd", secret: true, values: odd });
    expect(section.object("__proto__")).to.deep.equal({ x: CANARY });
    expect(section.string("constructor")).to.equal("c");
    expect(JSON.stringify(section)).to.equal('{"__proto__":{"x":"********"},"constructor":"********"}');
  });
});
