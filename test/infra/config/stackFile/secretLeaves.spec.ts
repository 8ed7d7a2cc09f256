import { expect } from "chai";
import { stringify } from "yaml";
import { parseArrivedValue } from "../../../../infra/config/problems/arrivedValue.ts";
import { secretLeaves } from "../../../../infra/config/stackFile/secretLeaves.ts";
import { readStoredValue } from "../../../../infra/config/stackFile/storedValue.ts";

const secure = { secure: "v1:cipher:text" };

/** Path to state, of values that arrived as JSON and that a file holds in YAML, once for each spelling of the key. */
function leavesOf(arrived: unknown, ...yaml: readonly string[]): Record<string, string> {
  const stored = yaml.map(readStoredValue).filter((value) => value !== undefined);
  expect(stored).to.have.length(yaml.length);
  const leaves = secretLeaves(parseArrivedValue(JSON.stringify(arrived)), stored);
  return Object.fromEntries(leaves.map(({ path, state }) => [path.join("/"), state]));
}

const leaves = (arrived: unknown, stored: unknown) => leavesOf(arrived, stringify(stored));

describe("secretLeaves", () => {
  it("tells encrypted values from plain ones, however deep", () => {
    const secrets = { section: { a: "1", b: "2", inner: { c: "3", d: 4, e: null, f: false } } };
    const stored = { section: { a: secure, b: "2", inner: { c: secure, d: 4, e: null, f: false } } };
    expect(leaves(secrets, stored)).to.deep.equal({
      "section/a": "encrypted",
      "section/b": "plain",
      "section/inner/c": "encrypted",
      "section/inner/d": "plain",
      "section/inner/e": "plain",
      "section/inner/f": "plain",
    });
  });

  it("goes into lists", () => {
    expect(leaves({ section: { list: ["1", "2"] } }, { section: { list: [secure, "2"] } })).to.deep.equal({
      "section/list/0": "encrypted",
      "section/list/1": "plain",
    });
  });

  it("takes all values in one encrypted text for encrypted", () => {
    const secrets = { one: { a: "1", b: ["2"] }, two: { c: "3" } };
    expect(new Set(Object.values(leaves(secrets, secure)))).to.deep.equal(new Set(["encrypted"]));
  });

  it("has not seen an object where the file has an encrypted text, which is always a text", () => {
    expect(leaves({ one: { a: "1" }, two: { c: "3" } }, { one: secure, two: { c: secure } })).to.deep.equal({
      "one/a": "unseen",
      "two/c": "encrypted",
    });
  });

  it("has not seen a value where the file has another one", () => {
    expect(leaves({ section: { a: "1", b: "2" } }, { section: { a: "other", b: { c: "2" } } })).to.deep.equal({
      "section/a": "unseen",
      "section/b": "unseen",
    });
  });

  it("finds no value in empty objects and lists", () => {
    expect(leaves({ section: {}, other: { list: [] } }, { section: {}, other: { list: [] } })).to.deep.equal({});
  });

  it("has not seen a value that the file does not hold", () => {
    expect(leaves({ section: { a: "1", b: "2" } }, { section: { a: secure } })).to.deep.equal({
      "section/a": "encrypted",
      "section/b": "unseen",
    });
  });

  it("has seen nothing if the file does not hold the key", () => {
    expect(leavesOf({ section: { a: "1" } })).to.deep.equal({ "section/a": "unseen" });
  });

  it("follows anchors and merge keys, as Pulumi does", () => {
    const yaml = `
base: &base { a: plain, b: { secure: "v1:cipher:text" } }
other: &other { b: plain, c: plain }
merged: { <<: *base, c: { secure: "v1:cipher:text" } }
first: { <<: [*base, *other] }
alias: *base
`;
    const value = { a: "plain", b: "x" };
    const arrived = { merged: { ...value, c: "x" }, first: { ...value, c: "plain" }, alias: value };
    expect(leavesOf(arrived, yaml)).to.deep.equal({
      "merged/a": "plain",
      "merged/b": "encrypted",
      "merged/c": "encrypted",
      "first/a": "plain",
      "first/b": "encrypted",
      "first/c": "plain",
      "alias/a": "plain",
      "alias/b": "encrypted",
    });
  });

  it("takes only a text for a cipher text: a number or null under `secure` is plain", () => {
    const yaml = "section: { number: { secure: 1_000 }, null: { secure: ~ }, list: [{ secure: 0b1 }] }";
    const arrived = { section: { number: { secure: 1000 }, "<nil>": { secure: null }, list: [{ secure: 1 }] } };
    expect(leavesOf(arrived, yaml)).to.deep.equal({
      "section/number/secure": "plain",
      "section/<nil>/secure": "plain",
      "section/list/0/secure": "plain",
    });
  });

  it("takes a value for plain that is plain under one spelling of the key", () => {
    const yaml = (value: unknown) => stringify({ section: { a: value } });
    expect(leavesOf({ section: { a: "1" } }, yaml(secure), yaml("1"))).to.deep.equal({ "section/a": "plain" });
  });

  it("is not misled by a value whose own name is secure", () => {
    expect(leaves({ section: { secure: "1", other: "2" } }, { section: { secure: "1", other: "2" } })).to.deep.equal({
      "section/secure": "plain",
      "section/other": "plain",
    });
    expect(leaves({ section: { secure: "1" } }, { section: { secure } })).to.deep.equal({
      "section/secure": "encrypted",
    });
  });
});
