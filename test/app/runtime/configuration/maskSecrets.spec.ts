import { format, inspect } from "node:util";
import { expect } from "chai";
import * as fc from "fast-check";
import { maskSecrets, unmaskableKey } from "../../../../app/runtime/configuration/maskSecrets.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";

const secrets = () =>
  maskSecrets({ secretKey: "canary", nested: { pin: 1234, list: ["canary", { deep: true }] }, nothing: null });

const textOf = (value: unknown): string => String(value);

const MASKED = {
  secretKey: "********",
  nested: { pin: "********", list: ["********", { deep: "********" }] },
  nothing: "********",
};

describe("maskSecrets", () => {
  it("leaves every value readable", () => {
    const { secretKey, nested } = secrets();
    expect([secretKey, nested.pin, nested.list[0]]).to.deep.equal(["canary", 1234, "canary"]);
  });

  it("masks every leaf in JSON.stringify, also if the object is inside another", () => {
    expect(JSON.parse(JSON.stringify(secrets()))).to.deep.equal(MASKED);
    expect(JSON.parse(JSON.stringify({ inside: [secrets()] }))).to.deep.equal({ inside: [MASKED] });
  });

  it("masks a nested object and a nested list by themselves", () => {
    const { nested } = secrets();
    expect(JSON.stringify(nested.list)).to.equal('["********",{"deep":"********"}]');
    expect(inspect(nested, { breakLength: Infinity }))
      .not.to.include("canary")
      .and.not.to.include("1234");
    expect((nested.list as { toString(): string }).toString()).to.equal('["********",{"deep":"********"}]');
  });

  it("masks string conversion and util.inspect", () => {
    const text = [
      textOf(secrets()),
      inspect(secrets(), { depth: 9 }),
      format("%s %o %O %j", secrets(), secrets(), secrets(), secrets()),
    ];
    for (const each of text) expect(each).to.include("***").and.not.to.include("canary");
  });

  it("adds no key that a loop, a copy or a comparison sees", () => {
    const plain = { secretKey: "canary", list: [1] };
    const copy = { ...maskSecrets({ secretKey: "canary", list: [1] }) };
    expect(copy).to.deep.equal(plain);
    expect(Reflect.ownKeys(copy)).to.deep.equal(["secretKey", "list"]);
    expect(structuredClone(secrets())).to.deep.include({ secretKey: "canary" });
  });

  const database = () =>
    maskSecrets({ text: CANARY, port: 4711, on: false, nested: { list: [CANARY, { deep: CANARY }] }, none: null });

  it("masks every value in JSON, whatever its type", () => {
    expect(JSON.parse(JSON.stringify({ outer: [database()] }))).to.deep.equal({
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

  it("masks values in inspect at every depth, and in template strings and lists", () => {
    const template = `${textOf(database())} ${textOf(database().nested.list)} ${textOf([database()])}`;
    expect(template).to.include("********");
    expect(inspect({ a: { secret: database() } }, { depth: 10 })).to.include("text: '********'");
    for (const depth of [0, 1, 2, 9, null]) expectNoCanary(inspect({ a: { b: database() } }, { depth }));
    expectNoCanary(database(), { deep: { inside: database() } }, template, inspect(database(), { showHidden: true }));
  });

  it("keeps values out of an error that has the object in its message, cause or property", () => {
    const secret = database();
    expectNoCanary(
      new Error(`failed with ${textOf(secret)}`, { cause: { secret } }),
      Object.assign(new Error(), { secret }),
    );
  });

  it("treats keys such as __proto__ as ordinary keys, and masks their values", () => {
    const odd = maskSecrets(
      JSON.parse(`{ "__proto__": { "x": "${CANARY}" }, "constructor": "c" }`) as Record<string, unknown>,
    );
    expect(Object.entries(odd)).to.deep.equal([
      ["__proto__", { x: CANARY }],
      ["constructor", "c"],
    ]);
    expect(JSON.stringify(odd)).to.equal('{"__proto__":{"x":"********"},"constructor":"********"}');
    expectNoCanary(odd);
  });

  it("masks every text that JSON can hold", () => {
    const leaf = fc.oneof(fc.constant("canary"), fc.constant(null), fc.integer(), fc.boolean());
    const { tree } = fc.letrec<{ tree: unknown; object: object }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("tree")), tie("object")),
      object: fc.dictionary(
        fc.string().filter((key) => key !== "toJSON" && !key.includes("canary")),
        tie("tree"),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b"), tree), (values) => {
        const masked = maskSecrets(structuredClone(values));
        const texts = [JSON.stringify(masked), inspect(masked, { depth: Infinity }), textOf(masked)];
        for (const text of texts) expect(text).not.to.include("canary");
      }),
    );
  });
});

describe("unmaskableKey", () => {
  it("finds a key toJSON at any depth, and nothing else", () => {
    expect(unmaskableKey({ a: [{ toJSON: "x" }] })).to.equal("toJSON");
    expect(unmaskableKey({ a: { toString: "x", valueOf: "y" } })).to.equal(undefined);
  });

  it("finds no key in a secret whose other keys have the names of methods, and these stay masked", () => {
    const odd = maskSecrets({ toString: "canary", valueOf: "canary", constructor: "canary" });
    for (const text of [JSON.stringify(odd), inspect(odd), textOf(odd)]) expect(text).not.to.include("canary");
  });
});
