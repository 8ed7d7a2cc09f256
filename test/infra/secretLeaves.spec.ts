import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { secretLeaves } from "../../infra/secretLeaves.ts";

const KEY = "shared-secrets:secrets";
const secure = { secure: "v1:cipher:text" };

describe("secretLeaves", () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "secret-leaves-"));
    file = join(folder, "Pulumi.dev.yaml");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const leaves = (secrets: unknown, stored: unknown) => {
    writeFileSync(file, stringify({ config: { [KEY]: stored } }));
    return Object.fromEntries(secretLeaves(secrets, file, KEY).map(({ path, state }) => [path.join("/"), state]));
  };

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

  it("takes all values in a text that was encrypted whole for encrypted", () => {
    const secrets = { one: { a: "1", b: ["2"] }, two: { c: "3" } };
    expect(leaves(secrets, { one: secure, two: { c: "3" } })).to.deep.equal({
      "one/a": "encrypted",
      "one/b/0": "encrypted",
      "two/c": "plain",
    });
    expect(new Set(Object.values(leaves(secrets, secure)))).to.deep.equal(new Set(["encrypted"]));
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

  it("has seen nothing where there is no file, or no config in it", () => {
    const unseen = [{ path: ["section", "a"], state: "unseen" }];
    expect(secretLeaves({ section: { a: "1" } }, join(folder, "none.yaml"), KEY)).to.deep.equal(unseen);
    for (const text of ["", "config: {}", "other: 1"]) {
      writeFileSync(file, text);
      expect(secretLeaves({ section: { a: "1" } }, file, KEY)).to.deep.equal(unseen);
    }
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
