import { format, inspect } from "node:util";
import { expect } from "chai";
import * as fc from "fast-check";
import { maskSecrets, UnmaskableError } from "../../../../app/runtime/configuration/maskSecrets.ts";
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

describe("maskSecrets with objects that are not JSON", () => {
  class Credentials {
    readonly user = "ada";
    readonly password: string;
    readonly keys = { private: CANARY };
    readonly #hidden = CANARY;

    constructor(password: string) {
      this.password = password;
    }

    /** Returns whether a password is the right one. */
    matches(password: string): boolean {
      return this.#hidden === password;
    }

    toJSON(): object {
      return { password: this.password };
    }
  }

  const date = new Date("2031-04-05T06:07:08Z");
  const url = () => new URL(`https://user:${CANARY}@example.com/?token=${CANARY}`);
  const created = () => ({
    credentials: new Credentials(CANARY),
    url: url(),
    tokens: new Map([[{ id: CANARY }, { value: CANARY }]]),
    hosts: new Set([{ host: CANARY }]),
    key: Buffer.from(CANARY),
    error: new Error(CANARY),
    expression: new RegExp(CANARY),
    boxed: Object(CANARY) as object,
    symbol: { [Symbol.for("key")]: { deep: CANARY } },
    withoutPrototype: Object.assign(Object.create(null) as object, { deep: CANARY }),
  });

  it("masks each of them, and every object in them, whole and by itself", () => {
    const secret = maskSecrets(created());
    const [[id, token] = []] = secret.tokens;
    const [host] = secret.hosts;
    const parts = [secret, ...Object.values(secret), secret.credentials.keys, secret.url.searchParams, id, token, host];
    for (const part of [...parts, secret.symbol[Symbol.for("key")]]) {
      expect(part).to.not.be.undefined;
      for (const text of [JSON.stringify(part), inspect(part, { depth: 9, showHidden: true }), textOf(part)]) {
        expect(text).to.include(part === secret.symbol ? "{" : "********");
        for (const piece of CANARY.split("-")) expect(text).not.to.include(piece);
      }
    }
  });

  it("shows the keys of plain objects, and one mask for an instance of a class", () => {
    const { credentials, url, symbol } = maskSecrets(created());
    const secret = maskSecrets({ credentials, list: [url], symbol, date: new Date(date) });
    expect(JSON.parse(JSON.stringify(secret))).to.deep.equal({
      credentials: "********",
      list: ["********"],
      symbol: {},
      date: "********",
    });
    expect(textOf(secret.date)).to.equal("********");
  });

  it("leaves them usable: private fields, methods, contents, and dates that are compared", () => {
    const secret = maskSecrets({ ...created(), date: new Date(date) });
    expect(secret.credentials.matches(CANARY)).to.be.true;
    expect(secret.credentials.password).to.equal(CANARY);
    expect(secret.url.href).to.equal(url().href);
    expect(secret.key.toString()).to.equal(CANARY);
    expect([...secret.tokens.values()]).to.deep.equal([{ value: CANARY }]);
    expect(secret.date.getTime()).to.equal(date.getTime());
    expect(secret.date < new Date("2031-04-06") && secret.date > new Date("2031-04-05")).to.be.true;
    expect(Number(secret.date) - Number(date)).to.equal(0);
    expect(new Date(secret.date).toISOString()).to.equal(date.toISOString());
    expect(Number(secret)).to.be.NaN;
  });

  it("copies frozen lists and objects, masked and frozen, also inside others", () => {
    const nested = Object.freeze({ deep: CANARY });
    const list = Object.freeze([nested, CANARY]);
    const secret = maskSecrets({ list, set: new Set([nested]), map: new Map([["key", nested]]) });
    expect(secret.list).to.deep.equal([nested, CANARY]);
    for (const part of [secret.list, secret.list[0], ...secret.set, ...secret.map.values()]) {
      expect(part).to.be.frozen;
      expect(JSON.stringify(part)).to.include("********");
      expectNoCanary(part);
    }
    expect(JSON.stringify([list, nested])).to.include(CANARY);
    expectNoCanary(maskSecrets(Object.freeze({ list })));
  });

  it("rejects a frozen instance of a class, and one that contains a frozen object it cannot replace", () => {
    const holder = Object.defineProperty(new Credentials("p"), "more", { value: Object.freeze({ deep: CANARY }) });
    for (const frozen of [Object.freeze(new Credentials(CANARY)), holder]) {
      expect(() => maskSecrets({ frozen }))
        .to.throw(UnmaskableError, /^A secret has an object that masking cannot change, because it is frozen\. Fix: /)
        .and.satisfy((error: unknown) => {
          expectNoCanary(error);
          return true;
        });
    }
  });

  it("rejects what is not an object", () => {
    for (const value of [CANARY, undefined, null]) {
      expect(() => maskSecrets<unknown>(value)).to.throw(
        UnmaskableError,
        /^A secret must be an object after its schema/,
      );
    }
  });

  it("masks objects that contain themselves, and objects that are masked already", () => {
    const cyclic: Record<string, unknown> = { deep: CANARY };
    cyclic["self"] = cyclic;
    maskSecrets(maskSecrets(cyclic));
    expect(JSON.stringify(cyclic)).to.equal('{"deep":"********","self":"********"}');
    expect(cyclic["self"]).to.equal(cyclic);
    const frozen = maskSecrets(Object.freeze({ deep: CANARY }));
    expect(maskSecrets({ frozen }).frozen).to.equal(frozen);
  });

  it("masks an object that is nested as deep as a parameter can be", () => {
    const levels = 4050;
    const deep = JSON.parse(`{"deep":${"[".repeat(levels)}"${CANARY}"${"]".repeat(levels)}}`) as object;
    expect(JSON.stringify(Object.keys(maskSecrets(deep)))).to.equal('["deep"]');
  });
});

describe("maskSecrets with keys that masking uses", () => {
  it("rejects a key toJSON at any depth, and nothing else", () => {
    const rule = /^A secret has a key "toJSON", which a secret must not have/;
    expect(() => maskSecrets({ a: [{ toJSON: "x" }] })).to.throw(UnmaskableError, rule);
    expect(maskSecrets({ a: { toString: "x", valueOf: "y" } }).a.valueOf).to.equal("y");
  });

  it("masks a secret whose other keys have the names of methods", () => {
    const odd = maskSecrets({ toString: "canary", valueOf: "canary", constructor: "canary" });
    for (const text of [JSON.stringify(odd), inspect(odd), textOf(odd)]) expect(text).not.to.include("canary");
    expect(Number(odd)).to.be.NaN;
  });
});
