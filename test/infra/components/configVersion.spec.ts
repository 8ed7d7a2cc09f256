import { createHash } from "node:crypto";
import { expect } from "chai";
import { runValidProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { only } from "../../../tools/fakes/registrations.ts";
import { SAMPLE_WITHOUT_SCHEMAS } from "../../../tools/fakes/sampleProject.ts";
import { warningsOf } from "../support/warnings.ts";

type Versions = Record<"viewer" | "notifier", string>;

/** Returns the CONFIG_VERSION of each function with two plain parameters and two secrets, with the given changes. */
async function versionsOf(changes: ProgramOptions = {}): Promise<Versions> {
  const options = {
    app: SAMPLE_WITHOUT_SCHEMAS,
    config: { "shared-secrets:parameters": { appConfig: { a: 1 }, two: { b: 2 } } },
    secrets: { appSecrets: { c: "x" }, four: { d: "y" } },
    writeIds: { "config-appSecrets": "id-3", "config-four": "id-4" },
    ...changes,
  };
  // Some of the sections are not declared, which is only a warning.
  const { result: run } = await warningsOf(() => runValidProgram(options));
  const versionOf = (name: string): string => {
    const { inputs } = only(run.resources, "aws:lambda/function:Function", `${name}-function`);
    return (inputs as { environment: { variables: { CONFIG_VERSION: string } } }).environment.variables.CONFIG_VERSION;
  };
  return { viewer: versionOf("viewer"), notifier: versionOf("notifier") };
}

const hashOf = (...lines: readonly string[]): string =>
  createHash("sha256")
    .update([...lines].sort().join("\n"))
    .digest("hex")
    .slice(0, 12);

const APP_CONFIG = '/dev/parameterStoreBlog/appConfig 1 {"a":1}';

const plain = (parameters: object): ProgramOptions => ({ config: { "shared-secrets:parameters": parameters } });

describe("CONFIG_VERSION of a function that reads all sections", () => {
  let version: string;
  const versionOf = async (changes: ProgramOptions = {}) => (await versionsOf(changes)).viewer;

  before(async () => {
    version = await versionOf();
  });

  it("stays the same when nothing changes", async () => {
    expect(await versionOf()).to.equal(version);
  });

  it("stays the same when the sections are reordered", async () => {
    const secrets = { four: { d: "y" }, appSecrets: { c: "x" } };
    expect(await versionOf({ ...plain({ two: { b: 2 }, appConfig: { a: 1 } }), secrets })).to.equal(version);
  });

  it("changes when a plain value changes", async () => {
    expect(await versionOf(plain({ appConfig: { a: 1 }, two: { b: 3 } }))).not.to.equal(version);
  });

  it("changes when a parameter is renamed", async () => {
    expect(await versionOf(plain({ appConfig: { a: 1 }, too: { b: 2 } }))).not.to.equal(version);
  });

  it("changes when a parameter is added or removed", async () => {
    const more = await versionOf(plain({ appConfig: { a: 1 }, two: { b: 2 }, more: {} }));
    const less = await versionOf(plain({ appConfig: { a: 1 } }));
    expect(new Set([version, more, less])).to.have.property("size", 3);
  });

  it("changes when two parameters swap values", async () => {
    expect(await versionOf(plain({ appConfig: { b: 2 }, two: { a: 1 } }))).not.to.equal(version);
  });

  it("changes when a plain parameter is rewritten with the same value", async () => {
    expect(await versionOf({ versions: { "config-appConfig": 2 } })).not.to.equal(version);
  });

  it("changes when a secret is written", async () => {
    const writeIds = { "config-appSecrets": "id-3", "config-four": "another" };
    expect(await versionOf({ writeIds })).not.to.equal(version);
  });

  it("changes when a secret is renamed", async () => {
    expect(await versionOf({ secrets: { appSecrets: { c: "x" }, five: { d: "y" } } })).not.to.equal(version);
  });

  it("does not depend on a secret's value", async () => {
    const lines = [
      APP_CONFIG,
      '/dev/parameterStoreBlog/two 1 {"b":2}',
      "/dev/parameterStoreBlog/appSecrets id-3",
      "/dev/parameterStoreBlog/four id-4",
    ];
    expect(version).to.equal(hashOf(...lines));
    expect(await versionOf({ secrets: { appSecrets: { c: "other" }, four: { d: "values" } } })).to.equal(version);
  });
});

describe("CONFIG_VERSION of a function that reads appConfig", () => {
  let versions: Versions;

  before(async () => {
    versions = await versionsOf();
  });

  it("covers only appConfig", () => {
    expect(versions.notifier).to.equal(hashOf(APP_CONFIG));
  });

  it("stays the same when other sections change, unlike that of a function that reads all", async () => {
    for (const changes of [
      { writeIds: { "config-appSecrets": "another", "config-four": "id-4" } },
      plain({ appConfig: { a: 1 }, two: { b: 3 } }),
      plain({ appConfig: { a: 1 }, two: { b: 2 }, more: {} }),
      { secrets: { appSecrets: { c: "x" } } },
    ]) {
      const { viewer, notifier } = await versionsOf(changes);
      expect(notifier).to.equal(versions.notifier);
      expect(viewer).not.to.equal(versions.viewer);
    }
  });

  it("changes when appConfig changes", async () => {
    const { viewer, notifier } = await versionsOf(plain({ appConfig: { a: 2 }, two: { b: 2 } }));
    expect(notifier).not.to.equal(versions.notifier);
    expect(viewer).not.to.equal(versions.viewer);
  });
});
