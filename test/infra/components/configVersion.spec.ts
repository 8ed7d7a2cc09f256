import { createHash } from "node:crypto";
import { expect } from "chai";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";

/** Returns the CONFIG_VERSION of two plain parameters and two secrets, with the given changes. */
async function versionOf(changes: ProgramOptions = {}): Promise<string> {
  const run = await runProgram({
    config: { "shared-secrets:parameters": { one: { a: 1 }, two: { b: 2 } } },
    secrets: { three: { c: "x" }, four: { d: "y" } },
    writeIds: { "config-three": "id-3", "config-four": "id-4" },
    ...changes,
  });
  if (run.error !== undefined) throw run.error as Error;
  const { inputs } = only(run.resources, "aws:lambda/function:Function");
  return (inputs as { environment: { variables: { CONFIG_VERSION: string } } }).environment.variables.CONFIG_VERSION;
}

const plain = (parameters: object): ProgramOptions => ({ config: { "shared-secrets:parameters": parameters } });

describe("CONFIG_VERSION", () => {
  let version: string;

  before(async () => {
    version = await versionOf();
  });

  it("stays the same when nothing changes", async () => {
    expect(await versionOf()).to.equal(version);
  });

  it("stays the same when the sections are reordered", async () => {
    const secrets = { four: { d: "y" }, three: { c: "x" } };
    expect(await versionOf({ ...plain({ two: { b: 2 }, one: { a: 1 } }), secrets })).to.equal(version);
  });

  it("changes when a plain value changes", async () => {
    expect(await versionOf(plain({ one: { a: 1 }, two: { b: 3 } }))).not.to.equal(version);
  });

  it("changes when a parameter is renamed", async () => {
    expect(await versionOf(plain({ one: { a: 1 }, too: { b: 2 } }))).not.to.equal(version);
  });

  it("changes when a parameter is added or removed", async () => {
    const more = await versionOf(plain({ one: { a: 1 }, two: { b: 2 }, more: {} }));
    const less = await versionOf(plain({ one: { a: 1 } }));
    expect(new Set([version, more, less])).to.have.property("size", 3);
  });

  it("changes when two parameters swap values", async () => {
    expect(await versionOf(plain({ one: { b: 2 }, two: { a: 1 } }))).not.to.equal(version);
  });

  it("changes when a plain parameter is rewritten with the same value", async () => {
    expect(await versionOf({ versions: { "config-one": 2 } })).not.to.equal(version);
  });

  it("changes when a secret is written", async () => {
    const writeIds = { "config-three": "id-3", "config-four": "another" };
    expect(await versionOf({ writeIds })).not.to.equal(version);
  });

  it("changes when a secret is renamed", async () => {
    expect(await versionOf({ secrets: { three: { c: "x" }, five: { d: "y" } } })).not.to.equal(version);
  });

  it("does not depend on a secret's value", async () => {
    const lines = [
      '/dev/parameterStoreBlog/one 1 {"a":1}',
      '/dev/parameterStoreBlog/two 1 {"b":2}',
      "/dev/parameterStoreBlog/three id-3",
      "/dev/parameterStoreBlog/four id-4",
    ];
    expect(version).to.equal(createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 12));
    expect(await versionOf({ secrets: { three: { c: "other" }, four: { d: "values" } } })).to.equal(version);
  });
});
