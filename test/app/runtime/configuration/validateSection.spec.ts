import { expect } from "chai";
import * as z from "zod/mini";
import type { JsonObject } from "../../../../app/runtime/configuration/json.ts";
import type { SchemaIssue, StandardSchema } from "../../../../app/runtime/configuration/standardSchema.ts";
import { validateSection } from "../../../../app/runtime/configuration/validateSection.ts";
import { CANARY } from "../../support/canary.ts";
import { DATABASE } from "../../support/schemas.ts";

const GOOD = { url: "https://example.com/", port: "5432", tls: "false", user: { name: "ada", password: CANARY } };

/** Returns a schema with this result, whatever the value is. */
const schemaOf = (validate: StandardSchema["~standard"]["validate"]): StandardSchema => ({
  "~standard": { version: 1, vendor: "test", validate },
});

const rejecting = (...issues: SchemaIssue[]) => schemaOf(() => ({ issues }));

/** Returns the places that do not match, as text. */
async function mismatchesOf(schema: StandardSchema, section: JsonObject): Promise<string[]> {
  const { mismatches = [] } = await validateSection(schema, section);
  return mismatches.map(({ path, isMissing }) => `${path.join(".")}${isMissing ? " is missing" : ""}`).sort();
}

for (const [validator, schema] of Object.entries(DATABASE)) {
  describe(`validateSection with ${validator}`, () => {
    it("returns the typed values, with transforms and defaults", async () => {
      const expected = { ...GOOD, port: 5432, tls: false, replicas: [1, 2] };
      expect(await validateSection(schema, GOOD)).to.deep.equal({ values: expected });
      expect(GOOD.port).to.equal("5432");
    });

    it("names each key that is missing", async () => {
      expect(await mismatchesOf(schema, {})).to.deep.equal([
        "port is missing",
        "tls is missing",
        "url is missing",
        "user is missing",
      ]);
      expect(await mismatchesOf(schema, { ...GOOD, user: {} })).to.deep.equal([
        "user.name is missing",
        "user.password is missing",
      ]);
    });

    it("names each value that is rejected by its path, without the value", async () => {
      const bad = {
        url: CANARY,
        port: CANARY,
        tls: CANARY,
        user: { name: CANARY, password: 1 },
        replicas: [1, CANARY],
      };
      expect(await mismatchesOf(schema, bad)).to.deep.equal([
        "port",
        "replicas.1",
        "tls",
        "url",
        "user.name",
        "user.password",
      ]);
      expect(await mismatchesOf(schema, { ...GOOD, user: CANARY, replicas: { a: 1 } })).to.deep.equal([
        "replicas",
        "user",
      ]);
    });
  });
}

describe("validateSection", () => {
  it("awaits an async schema", async () => {
    const accepting = schemaOf((value) => Promise.resolve({ value: { typed: value } }));
    expect(await validateSection(accepting, { a: 1 })).to.deep.equal({ values: { typed: { a: 1 } } });
    const rejects = schemaOf(() => Promise.resolve({ issues: [{ message: "no", path: ["a"] }] }));
    expect(await validateSection(rejects, { a: 1 })).to.deep.equal({
      mismatches: [{ path: ["a"], isMissing: false, message: "no" }],
    });
  });

  it("counts an error that the schema throws as a mismatch of the section", async () => {
    const throwing = schemaOf(() => {
      throw new TypeError("broken");
    });
    const failing = schemaOf(() => Promise.reject(new TypeError("broken")));
    for (const schema of [throwing, failing]) {
      expect(await validateSection(schema, {})).to.deep.equal({
        mismatches: [{ path: [], isMissing: false, message: "the schema throws TypeError: broken" }],
      });
    }
  });

  it("returns one mismatch for each path, with all messages, and at least one", async () => {
    const issues = [
      { message: "too short", path: ["a"] },
      { message: "not a URL", path: [{ key: "a" }] },
      { message: "odd" },
    ];
    expect(await validateSection(rejecting(...issues), { a: "x" })).to.deep.equal({
      mismatches: [
        { path: ["a"], isMissing: false, message: "too short; not a URL" },
        { path: [], isMissing: false, message: "odd" },
      ],
    });
    expect((await validateSection(rejecting(), {})).mismatches).to.have.length(1);
  });

  it("names keys that zod does not know", async () => {
    const schema = z.object({ a: z.strictObject({ b: z.string() }) });
    expect(await mismatchesOf(schema, { a: { b: "x", c: 1, d: 2 } })).to.deep.equal(["a.c", "a.d"]);
  });

  it("ends a path where the section ends, so that it contains nothing that a schema parsed from a secret", async () => {
    const parsed = z.pipe(
      z.pipe(
        z.string(),
        z.transform((text) => JSON.parse(text) as unknown),
      ),
      z.record(z.string(), z.number()),
    );
    const section = { list: [1], text: JSON.stringify({ [CANARY]: CANARY }) };
    expect(await mismatchesOf(z.object({ text: parsed }), section)).to.deep.equal(["text"]);
    for (const path of [
      ["list", 5],
      ["list", "length"],
      ["list", 0, "deeper"],
      ["text", "0"],
    ]) {
      expect(await mismatchesOf(rejecting({ message: "", path }), section)).to.deep.equal([
        path.length === 3 ? "list.0" : String(path[0]),
      ]);
    }
  });

  it("does not name a missing key after a value of the section", async () => {
    const section = { primary: CANARY, pin: 47114711, shards: 5, on: true, databases: {} };
    for (const key of [CANARY, `db-${CANARY}`, "47114711", Symbol(CANARY)]) {
      const issue = { message: "", path: ["databases", key] };
      expect(await mismatchesOf(rejecting(issue), section)).to.deep.equal(["databases"]);
    }
    for (const key of ["on", "shard5"]) {
      const issue = { message: "", path: ["databases", key] };
      expect(await mismatchesOf(rejecting(issue), section)).to.deep.equal([`databases.${key} is missing`]);
    }
  });

  it("treats keys such as __proto__ and constructor like any other", async () => {
    const section = JSON.parse('{"__proto__":{"a":1}}') as JsonObject;
    expect(await mismatchesOf(rejecting({ message: "", path: ["__proto__", "a"] }), section)).to.deep.equal([
      "__proto__.a",
    ]);
    expect(await mismatchesOf(rejecting({ message: "", path: ["constructor"] }), section)).to.deep.equal([
      "constructor is missing",
    ]);
  });
});
