import { expect } from "chai";
import { loadConfiguration, snapshotVersion } from "../../../../app/runtime/parameterStore/loadConfiguration.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeParameterStore, parameter } from "../../support/fakeParameterStore.ts";

const path = "/dev/app";

describe("loadConfiguration", () => {
  it("requests exactly the path, one level deep, decrypted", async () => {
    const store = new FakeParameterStore({ Parameters: [parameter(`${path}/api`, { a: 1 })] });
    await loadConfiguration(store, path);
    expect(store.inputs).to.deep.equal([{ Path: path, WithDecryption: true, Recursive: false }]);
  });

  it("names each section after the last segment, and treats SecureStrings as secret", async () => {
    const configuration = await loadConfiguration(
      new FakeParameterStore({
        Parameters: [parameter(`${path}/api`, { a: 1 }), parameter(`${path}/db`, { b: 2 }, { Type: "SecureString" })],
      }),
      path,
    );
    expect(configuration.sections.map(({ name, secret }) => ({ name, secret }))).to.deep.equal([
      { name: "api", secret: false },
      { name: "db", secret: true },
    ]);
    expect(configuration.section("db").number("b")).to.equal(2);
    expect(configuration.path).to.equal(path);
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
    const configuration = await loadConfiguration(store, path);
    expect(configuration.sections.map(({ name }) => name)).to.deep.equal(Array.from({ length: 13 }, (_, i) => `s${i}`));
    expect(store.inputs.map(({ NextToken }) => NextToken)).to.deep.equal([undefined, "one", "two", "three"]);
  });

  it("rejects when a later page fails", async () => {
    const store = new FakeParameterStore(
      { Parameters: [parameter(`${path}/a`, {})], NextToken: "one" },
      new Error("down"),
    );
    expect((await configurationErrorOf(loadConfiguration(store, path))).message).to.include(path);
    expect(store.inputs).to.have.length(2);
  });

  it("rejects a path without parameters, with a fix", async () => {
    const error = await configurationErrorOf(loadConfiguration(new FakeParameterStore({ Parameters: [] }), path));
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
      const error = await configurationErrorOf(
        loadConfiguration(new FakeParameterStore({ Parameters: [good, bad] }), path),
      );
      expect(error.message).to.equal(
        'The value of parameter /dev/app/bad must be a JSON object. Fix: write it as one, such as {"key": "value"}.',
      );
      expect(error.cause).to.equal(undefined);
      expect(error.stack).not.to.include("4711");
      expectNoCanary(error);
    });
  }

  const load = (value: string) =>
    loadConfiguration(
      new FakeParameterStore({ Parameters: [{ ...parameter(`${path}/api`, {}), Type: "SecureString", Value: value }] }),
      path,
    );

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
    const section = (await load('{"a":1.0,"b":1e3,"c":-0,"d":100e-2,"e":0.1,"f":"1234567890123456789"}')).section(
      "api",
    );
    expect(section.reveal()).to.deep.equal({ a: 1, b: 1000, c: -0, d: 1, e: 0.1, f: "1234567890123456789" });
  });

  it("accepts a value with a byte-order mark at its start", async () => {
    expect((await load('\uFEFF{"a":"\uFEFFb"}')).section("api").reveal()).to.deep.equal({ a: "\uFEFFb" });
    expect((await configurationErrorOf(load('\uFEFF\uFEFF{"a":1}'))).message).to.include("must be a JSON object");
  });

  it("serves a key named __proto__ like any other, masked if it is secret", async () => {
    const section = (await load('{"__proto__":{"a":"b"}}')).section("api");
    expect(section.object("__proto__")).to.deep.equal({ a: "b" });
    expect(JSON.stringify(section)).to.equal('{"__proto__":{"a":"********"}}');
    expect(() => section.string("constructor")).to.throw('has no key "constructor"');
  });

  it("drops an error that may quote a response, instead of keeping it as the cause", async () => {
    const store = new FakeParameterStore(new SyntaxError(`Unexpected token in "${CANARY}"`));
    const error = await configurationErrorOf(loadConfiguration(store, path));
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
