import { expect } from "chai";
import { loadConfiguration } from "../../../../app/runtime/parameterStore/parameterStore.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";
import { configurationErrorOf } from "../../support/failure.ts";
import { FakeParameterStore, parameter } from "../../support/fakeParameterStore.ts";

const path = "/dev/app";

describe("loadConfiguration", () => {
  it("asks for exactly the path, one level, decrypted", async () => {
    const store = new FakeParameterStore({ Parameters: [parameter(`${path}/api`, { a: 1 })] });
    await loadConfiguration(store, path);
    expect(store.inputs).to.deep.equal([{ Path: path, WithDecryption: true, Recursive: false }]);
  });

  it("names each section after the last segment and keeps SecureString secret", async () => {
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

  it("reads every page, going on after a short and an empty one that carry a token", async () => {
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

  it("gives nothing when a later page fails", async () => {
    const store = new FakeParameterStore(
      { Parameters: [parameter(`${path}/a`, {})], NextToken: "one" },
      new Error("down"),
    );
    expect((await configurationErrorOf(loadConfiguration(store, path))).message).to.include(path);
    expect(store.inputs).to.have.length(2);
  });

  it("refuses a path without parameters and says what to check", async () => {
    const error = await configurationErrorOf(loadConfiguration(new FakeParameterStore({ Parameters: [] }), path));
    expect(error.message).to.match(/no parameter under \/dev\/app\. Check ENV and APP_CONFIG_PATH/);
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
    "no value": undefined,
  })) {
    it(`names the parameter whose value is ${kind}, and shows nothing of the value`, async () => {
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
        'The value of parameter /dev/app/bad must be a JSON object. Write it as one, such as {"key": "value"}.',
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

  it("rejects a number whose value would change, and names its key but not the value", async () => {
    const number = "1234567890123456789";
    const error = await configurationErrorOf(load(`{"discord":{"guildId":${number}},"list":[1e400],"fine":1.0}`));
    expect(error.message).to.equal(
      "The value of parameter /dev/app/api has a number that would change when it is read: discord.guildId, list[0]. " +
        "A number must fit a 64-bit floating-point number without a change of its value. Write it as text, in quotes.",
    );
    expect(error.stack).not.to.include("12345");
    expect(error.cause).to.equal(undefined);
  });

  it("rejects a key that is there twice, of which one would be dropped", async () => {
    const error = await configurationErrorOf(load(`{"password":"new","user":"u","password":"${CANARY}"}`));
    expect(error.message).to.equal(
      "The value of parameter /dev/app/api has a key more than once: password. " +
        "A key must be in its JSON object once, since only the last one would be read. Remove the others.",
    );
    expectNoCanary(error);
  });

  it("serves numbers as they were written, whatever their spelling", async () => {
    const section = (await load('{"a":1.0,"b":1e3,"c":-0,"d":100e-2,"e":0.1,"f":"1234567890123456789"}')).section(
      "api",
    );
    expect(section.reveal()).to.deep.equal({ a: 1, b: 1000, c: -0, d: 1, e: 0.1, f: "1234567890123456789" });
  });

  it("reads a value with a byte-order mark before it", async () => {
    expect((await load('\uFEFF{"a":"\uFEFFb"}')).section("api").reveal()).to.deep.equal({ a: "\uFEFFb" });
    expect((await configurationErrorOf(load('\uFEFF\uFEFF{"a":1}'))).message).to.include("must be a JSON object");
  });

  it("serves a key named __proto__ like any other, masked where it is secret", async () => {
    const section = (await load('{"__proto__":{"a":"b"}}')).section("api");
    expect(section.object("__proto__")).to.deep.equal({ a: "b" });
    expect(JSON.stringify(section)).to.equal('{"__proto__":{"a":"********"}}');
    expect(() => section.string("constructor")).to.throw("has no such key");
  });

  it("does not keep an error that is no answer of AWS as the cause, since it may quote an answer", async () => {
    const store = new FakeParameterStore(new SyntaxError(`Unexpected token in "${CANARY}"`));
    const error = await configurationErrorOf(loadConfiguration(store, path));
    expect(error.message).to.include("/dev/app: SyntaxError.");
    expect(error.cause).to.equal(undefined);
    expectNoCanary(error);
  });
});
