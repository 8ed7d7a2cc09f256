import { inspect } from "node:util";
import type { Parameter } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Section } from "../../../../app/runtime/configuration/section.ts";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import { loadConfiguration, snapshotVersion } from "../../../../app/runtime/parameterStore/loadConfiguration.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeParameterStore, parameter } from "../../support/fakeParameterStore.ts";

const path = "/dev/app";
const byPath = { path, reads: "all", sections: {} } as const;

/** The sections that a test declares, and those that it does not. */
type Loaded = Readonly<Record<string, unknown>> & {
  readonly undeclared: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Returns the configuration that is loaded by path from one page. */
async function configurationOf(Parameters: Parameter[], sections: Readonly<Record<string, Section>> = {}) {
  const { configuration } = await loadConfiguration(new FakeParameterStore({ Parameters }), { ...byPath, sections });
  return configuration as Loaded;
}

describe("loadConfiguration", () => {
  it("requests exactly the path, one level deep, decrypted", async () => {
    const store = new FakeParameterStore({ Parameters: [parameter(`${path}/api`, { a: 1 })] });
    await loadConfiguration(store, byPath);
    expect(store.inputs).to.deep.equal([{ Path: path, WithDecryption: true, Recursive: false }]);
  });

  it("names each section after the last segment, and masks SecureStrings", async () => {
    const { undeclared } = await configurationOf([
      parameter(`${path}/api`, { a: 1 }),
      parameter(`${path}/db`, { b: 2 }, { Type: "SecureString" }),
    ]);
    expect(undeclared["db"]).to.deep.equal({ b: 2 });
    expect(JSON.stringify(undeclared)).to.equal('{"api":{"a":1},"db":{"b":"********"}}');
  });

  it("has a property for each declared section, and those that nobody declares in `undeclared`", async () => {
    const sections = { api: plain(), db: secret(), note: secret() };
    const configuration = await configurationOf(
      [
        parameter(`${path}/api`, { a: 1 }),
        parameter(`${path}/db`, { b: CANARY }, { Type: "SecureString" }),
        // A secret that someone rewrote as a String is masked as well.
        parameter(`${path}/note`, { c: CANARY }),
        parameter(`${path}/manual`, { d: 4 }),
        parameter(`${path}/hidden`, { e: CANARY }, { Type: "SecureString" }),
      ],
      sections,
    );
    expect(Object.getPrototypeOf(configuration)).to.equal(null);
    expect(Object.getPrototypeOf(configuration.undeclared)).to.equal(null);
    expect(Object.keys(configuration).sort()).to.deep.equal(["api", "db", "note", "undeclared"]);
    expect(configuration["db"]).to.deep.equal({ b: CANARY });
    expect(JSON.parse(JSON.stringify(configuration))).to.deep.equal({
      api: { a: 1 },
      db: { b: "********" },
      note: { c: "********" },
      undeclared: { manual: { d: 4 }, hidden: { e: "********" } },
    });
    expect(inspect(configuration)).to.include("a: 1").and.to.include("'********'");
    expectNoCanary(
      { deep: configuration },
      configuration["db"],
      configuration["note"],
      configuration.undeclared["hidden"],
    );
  });

  it("masks a declared plain section that is a SecureString", async () => {
    const database = parameter(`${path}/db`, { b: CANARY }, { Type: "SecureString" });
    expectNoCanary((await configurationOf([database], { db: plain() }))["db"]);
  });

  it("names all declared sections that are missing", async () => {
    const sections = { api: plain(), db: secret(), note: plain() };
    const error = await configurationErrorOf(configurationOf([parameter(`${path}/note`, {})], sections));
    expect(error.message).to.equal(
      "Parameter Store has no parameter /dev/app/api and no /dev/app/db, which app/sections.ts declares. " +
        "Fix: add the section to the stack config and run `pulumi up`, or create the parameter.",
    );
  });

  it("treats sections named __proto__, constructor, toString and a-b like any other", async () => {
    const names = ["__proto__", "constructor", "toString", "a-b"];
    const parameters = names.map((name) => parameter(`${path}/${name}`, { name }));
    const { undeclared } = await configurationOf(parameters);
    const sections = Object.fromEntries(names.map((name) => [name, plain()]));
    const declared = await configurationOf(parameters, sections);
    for (const found of [undeclared, declared]) {
      for (const name of names) expect(found[name]).to.deep.equal({ name });
    }
    expect(Object.keys(undeclared)).to.deep.equal(names);
    expect(Object.keys(declared)).to.deep.equal([...names, "undeclared"]);
    const none = await configurationOf([parameter(`${path}/api`, {})]);
    expect(["toString", "constructor", "valueOf"].map((name) => name in none || name in none.undeclared)).to.deep.equal(
      [false, false, false],
    );
    for (const name of names) {
      const error = await configurationErrorOf(configurationOf([parameter(`${path}/api`, {})], { [name]: plain() }));
      expect(error.message).to.include(`no parameter /dev/app/${name}, which`);
    }
  });

  it("keeps a parameter named `undeclared` in `undeclared`", async () => {
    const { undeclared } = await configurationOf([parameter(`${path}/undeclared`, { a: 1 })]);
    expect(undeclared["undeclared"]).to.deep.equal({ a: 1 });
  });

  it("reads every page, also after short and empty pages with a token", async () => {
    const page = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => parameter(`${path}/s${from + index}`, {}));
    const store = new FakeParameterStore(
      { Parameters: page(0, 3), NextToken: "one" },
      { Parameters: [], NextToken: "two" },
      { NextToken: "three" },
      { Parameters: page(3, 13) },
    );
    const { configuration, parameters } = await loadConfiguration(store, byPath);
    expect(parameters).to.equal(13);
    expect(Object.keys((configuration as Loaded).undeclared)).to.deep.equal(
      Array.from({ length: 13 }, (_, i) => `s${i}`),
    );
    expect(store.inputs.map(({ NextToken }) => NextToken)).to.deep.equal([undefined, "one", "two", "three"]);
  });

  it("rejects when a later page fails", async () => {
    const store = new FakeParameterStore(
      { Parameters: [parameter(`${path}/a`, {})], NextToken: "one" },
      new Error("down"),
    );
    expect((await configurationErrorOf(loadConfiguration(store, byPath))).message).to.include(path);
    expect(store.inputs).to.have.length(2);
  });

  it("rejects a path without parameters, with a fix", async () => {
    const error = await configurationErrorOf(configurationOf([]));
    expect(error.message).to.match(/no parameter under \/dev\/app\. Fix: check ENV and APP_CONFIG_PATH/);
  });

  for (const [kind, value] of Object.entries({
    "a bare text": CANARY,
    "broken JSON": `{"password":"${CANARY}"`,
    "a JSON list": `["${CANARY}"]`,
    "a JSON string": `"${CANARY}"`,
    "a JSON number": "47114711",
    "a JSON boolean": "true",
    "JSON null": "null",
    "an empty text": "",
    missing: undefined,
  })) {
    it(`rejects a value that is ${kind}, without showing it in the error`, async () => {
      const good = parameter(`${path}/good`, { fine: CANARY });
      const bad = {
        Name: `${path}/bad`,
        Type: "SecureString",
        ...(value === undefined ? {} : { Value: value }),
      } as const;
      const error = await configurationErrorOf(configurationOf([good, bad]));
      expect(error.message).to.equal(
        'The value of parameter /dev/app/bad must be a JSON object. Fix: write it as one, such as {"key": "value"}.',
      );
      expect(error.cause).to.equal(undefined);
      expect(error.stack).not.to.include("4711");
      expectNoCanary(error);
    });
  }

  const load = async (value: string) =>
    (await configurationOf([parameter(`${path}/api`, {}, { Type: "SecureString", Value: value })])).undeclared["api"];

  it("rejects a number that a double cannot hold exactly, with its path and without its value", async () => {
    const number = "1234567890123456789";
    const error = await configurationErrorOf(load(`{"discord":{"guildId":${number}},"list":[1e400],"fine":1.0}`));
    expect(error.message).to.equal(
      "The value of parameter /dev/app/api has numbers that a 64-bit floating-point number cannot hold exactly, at: " +
        "discord.guildId, list[0]. Fix: write them as text, in quotes.",
    );
    expect(error.stack).not.to.include("12345");
    expect(error.cause).to.equal(undefined);
  });

  it("rejects a repeated key, whose first value would be dropped", async () => {
    const error = await configurationErrorOf(load(`{"password":"new","user":"u","password":"${CANARY}"}`));
    expect(error.message).to.equal(
      "The value of parameter /dev/app/api has a key more than once: password. " +
        "A JSON object must have each key once, because only the last one is read. Fix: remove the others.",
    );
    expectNoCanary(error);
  });

  it("serves exact numbers in any spelling", async () => {
    const section = await load('{"a":1.0,"b":1e3,"c":-0,"d":100e-2,"e":0.1,"f":"1234567890123456789"}');
    expect(section).to.deep.equal({ a: 1, b: 1000, c: -0, d: 1, e: 0.1, f: "1234567890123456789" });
  });

  it("accepts a value with a byte-order mark at its start", async () => {
    expect(await load('\uFEFF{"a":"\uFEFFb"}')).to.deep.equal({ a: "\uFEFFb" });
    expect((await configurationErrorOf(load('\uFEFF\uFEFF{"a":1}'))).message).to.include("must be a JSON object");
  });

  it("serves a key named __proto__ like any other, masked if it is secret", async () => {
    const section = await load('{"__proto__":{"a":"b"}}');
    expect(Object.entries(section ?? {})).to.deep.equal([["__proto__", { a: "b" }]]);
    expect(JSON.stringify(section)).to.equal('{"__proto__":{"a":"********"}}');
  });

  it("rejects a secret with a key toJSON at any depth, which masking would overwrite", async () => {
    for (const value of [`{"toJSON":"${CANARY}"}`, `{"list":[{"toJSON":{"a":"${CANARY}"}}]}`]) {
      const error = await configurationErrorOf(load(value));
      expect(error.message).to.equal(
        'The value of parameter /dev/app/api has a key "toJSON", which a secret must not have, because masking uses it. ' +
          "Fix: give the key another name.",
      );
      expectNoCanary(error);
    }
    const { undeclared } = await configurationOf([parameter(`${path}/api`, { toJSON: "plain" })]);
    expect(JSON.stringify(undeclared)).to.equal('{"api":{"toJSON":"plain"}}');
  });

  it("drops an error that may quote a response, instead of keeping it as the cause", async () => {
    const store = new FakeParameterStore(new SyntaxError(`Unexpected token in "${CANARY}"`));
    const error = await configurationErrorOf(loadConfiguration(store, byPath));
    expect(error.message).to.include("/dev/app: SyntaxError.");
    expect(error.cause).to.equal(undefined);
    expectNoCanary(error);
  });
});

describe("snapshotVersion", () => {
  const a = parameter("/dev/app/a", { x: 1 });
  const b = parameter("/dev/app/b", { x: 1 });
  const version = snapshotVersion([a, b]);

  it("returns twelve hex digits", () => {
    expect(version).to.match(/^[0-9a-f]{12}$/);
  });

  it("does not depend on the order of the parameters", () => {
    expect(snapshotVersion([b, a])).to.equal(version);
  });

  for (const [change, parameters] of Object.entries({
    "a parameter's version": [a, { ...b, Version: 2 }],
    "a parameter's modification date": [a, { ...b, LastModifiedDate: new Date(1_700_000_000_001) }],
    "a parameter's name": [a, { ...b, Name: "/dev/app/c" }],
    "a removed parameter": [a],
  })) {
    it(`changes with ${change}`, () => {
      expect(snapshotVersion(parameters)).not.to.equal(version);
    });
  }

  it("does not depend on the values", () => {
    expect(snapshotVersion([a, { ...b, Value: "another" }])).to.equal(version);
  });
});
