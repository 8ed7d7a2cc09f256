import { type } from "arktype";
import { expect } from "chai";
import * as v from "valibot";
import * as z from "zod/mini";
import { plain, secret } from "../../../../app/runtime/configuration/section.ts";
import type { Section } from "../../../../app/runtime/configuration/section.ts";
import type { StandardSchema } from "../../../../app/runtime/configuration/standardSchema.ts";
import { parseReceivedValue } from "../../../../infra/config/problems/receivedValue.ts";
import { schemaProblems } from "../../../../infra/config/schemas/schemaProblems.ts";
import { DATABASE } from "../../../app/support/schemas.ts";
import { CANARY, expectNoCanary } from "../../support/canary.ts";

const received = (value: unknown) => parseReceivedValue(JSON.stringify(value));

/** Returns `key rule -> fix` for each problem of these sections. */
async function problemsOf(
  declared: Readonly<Record<string, Section>>,
  { parameters = {}, secrets = {} }: { readonly parameters?: unknown; readonly secrets?: unknown },
  hasSecretParameters = false,
): Promise<string[]> {
  const sections = { parameters: received(parameters), secrets: received(secrets) };
  const source = { hasSecretParameters, fileName: "Pulumi.dev.yaml" };
  const problems = await schemaProblems(declared, sections, source);
  return problems.map(
    ({ key, rule, fix }) => `${key} ${rule} -> ${typeof fix === "string" ? fix : JSON.stringify(fix)}`,
  );
}

const plainProblems = <Values>(schema: StandardSchema<unknown, Values>, web: unknown) =>
  problemsOf({ web: plain(schema) }, { parameters: { web } });
const secretProblems = <Values extends object>(schema: StandardSchema<unknown, Values>, db: unknown) =>
  problemsOf({ db: secret(schema) }, { secrets: { db } });

const mismatch = "does not match app/sections.ts";

/** A section with each type of value. */
const web = z.object({
  url: z.url(),
  port: z.int(),
  ratio: z.number(),
  tls: z.boolean(),
  level: z.enum(["debug", "info"]),
  hosts: z.array(z.string()),
  nested: z.object({ deep: z.object({ name: z.string() }), labels: z.record(z.string(), z.string()) }),
});
const GOOD = {
  url: "https://example.com/",
  port: 443,
  ratio: 0.5,
  tls: true,
  level: "info",
  hosts: ["a"],
  nested: { deep: { name: "n" }, labels: {} },
};

describe("schemaProblems of a plain section", () => {
  it("returns nothing if it matches, or has no schema", async () => {
    expect(await plainProblems(web, GOOD)).to.deep.equal([]);
    expect(await problemsOf({ web: plain(), db: secret() }, {})).to.deep.equal([]);
  });

  it("awaits an async schema", async () => {
    const { validate } = z.object({ url: z.string() })["~standard"];
    const schema = {
      "~standard": { version: 1 as const, vendor: "test", validate: async (value: unknown) => validate(value) },
    };
    expect(await plainProblems(schema, { url: "x" })).to.deep.equal([]);
    expect(await plainProblems(schema, {})).to.deep.equal([
      "parameters.web.url is missing: app/sections.ts requires it -> pulumi config set --path --type string 'parameters.web.url'",
    ]);
  });

  it("names each missing key, also in objects that are missing, with the command that sets its type", async () => {
    const command = (key: string, flags: string) =>
      `parameters.web.${key} is missing: app/sections.ts requires it -> pulumi config set --path${flags} 'parameters.web.${key}'`;
    const expected = [
      command("url", " --type string"),
      command("port", ""),
      command("ratio", " --type float"),
      command("tls", ""),
      command("level", " --type string"),
      command("hosts[0]", " --type string"),
      command("nested.deep.name", " --type string"),
      'parameters.web.nested.labels is missing: app/sections.ts requires it -> {"byHand":"put `labels: {}` into ' +
        'parameters.web.nested in Pulumi.dev.yaml"}',
    ];
    expect(await plainProblems(web, {})).to.deep.equal(expected);
    expect(await problemsOf({ web: plain(web) }, {})).to.deep.equal(expected);
  });

  it("quotes the validator's message, in the language that only infra/ sets, with the command that sets the value", async () => {
    const set = (key: string, flags = "") => `pulumi config set --path${flags} 'parameters.web.${key}'`;
    const replace = (key: string, flags = "") =>
      JSON.stringify([`pulumi config rm --path 'parameters.web.${key}'`, set(key, flags)]);
    const bad = { ...GOOD, url: "x", level: "trace", hosts: [{}], port: "many", nested: { deep: "d", labels: 5 } };
    expect(await plainProblems(web, bad)).to.have.members([
      `parameters.web.url ${mismatch}: Invalid URL -> ${set("url", " --type string")}`,
      `parameters.web.port ${mismatch}: Invalid input: expected number, received string -> ${replace("port")}`,
      `parameters.web.level ${mismatch}: Invalid option: expected one of "debug"|"info" -> ${set("level", " --type string")}`,
      `parameters.web.hosts[0] ${mismatch}: Invalid input: expected string, received object -> ${set("hosts[0]", " --type string")}`,
      `parameters.web.nested.deep ${mismatch}: Invalid input: expected object, received string -> ` +
        JSON.stringify([
          "pulumi config rm --path 'parameters.web.nested.deep'",
          set("nested.deep.name", " --type string"),
        ]),
      `parameters.web.nested.labels ${mismatch}: Invalid input: expected record, received number -> ` +
        '{"byHand":"put `labels: {}` into parameters.web.nested in Pulumi.dev.yaml"}',
    ]);
  });

  it("converts a value that has the right text and the wrong type", async () => {
    const schema = z.object({
      version: z.string(),
      port: z.int(),
      ratio: z.number(),
      tls: z.boolean(),
      on: z.string(),
    });
    const bad = { version: 5, port: "443", ratio: "0.5", tls: "true", on: false };
    expect(await plainProblems(schema, bad)).to.deep.equal([
      `parameters.web.version ${mismatch}: Invalid input: expected string, received number -> ` +
        "pulumi config set --path --type string 'parameters.web.version' 5",
      `parameters.web.port ${mismatch}: Invalid input: expected number, received string -> ` +
        `["pulumi config rm --path 'parameters.web.port'","pulumi config set --path 'parameters.web.port' 443"]`,
      `parameters.web.ratio ${mismatch}: Invalid input: expected number, received string -> ` +
        `["pulumi config rm --path 'parameters.web.ratio'","pulumi config set --path --type float 'parameters.web.ratio' 0.5"]`,
      `parameters.web.tls ${mismatch}: Invalid input: expected boolean, received string -> ` +
        `["pulumi config rm --path 'parameters.web.tls'","pulumi config set --path 'parameters.web.tls' true"]`,
      `parameters.web.on ${mismatch}: Invalid input: expected string, received boolean -> ` +
        "pulumi config set --path --type string 'parameters.web.on' false",
    ]);
  });

  it("returns an edit for a text in a list that must be something else, because a removal moves the other values", async () => {
    const schema = z.object({ ports: z.array(z.int()), users: z.array(z.object({ name: z.string() })) });
    const edit = '{"byHand":"change it in Pulumi.dev.yaml, where a text has quotes, and a number does not"}';
    expect(await plainProblems(schema, { ports: ["443", 1], users: ["ada", { name: "bob" }] })).to.deep.equal([
      `parameters.web.ports[0] ${mismatch}: Invalid input: expected number, received string -> ${edit}`,
      `parameters.web.users[0] ${mismatch}: Invalid input: expected object, received string -> ${edit}`,
    ]);
  });

  it("contains no value if a parameter was set with --secret", async () => {
    const schema = v.object({ port: v.number(), url: v.pipe(v.string(), v.url()) });
    const parameters = { web: { port: "4711", url: CANARY } };
    const set = "pulumi config set --path";
    expect(await problemsOf({ web: plain(schema) }, { parameters }, true)).to.deep.equal([
      `parameters.web.port ${mismatch} -> ["pulumi config rm --path 'parameters.web.port'","${set} --type float 'parameters.web.port'"]`,
      `parameters.web.url ${mismatch} -> ${set} --type string 'parameters.web.url'`,
    ]);
    expect((await problemsOf({ web: plain(schema) }, { parameters })).join())
      .to.include(CANARY)
      .and.include("4711");
  });

  const strict: Readonly<Record<string, StandardSchema<unknown, object>>> = {
    "zod/mini": z.strictObject({ url: z.string(), level: z.optional(z.enum(["debug", "info"])) }),
    valibot: v.strictObject({ url: v.string(), level: v.optional(v.picklist(["debug", "info"])) }),
    arktype: type({ url: "string", "level?": "'debug'|'info'", "+": "reject" }),
  };
  for (const [validator, schema] of Object.entries(strict)) {
    it(`removes keys that a strict schema of ${validator} does not know, and no others`, async () => {
      const problems = await plainProblems(schema, { uri: "x", url: "y", more: 1, level: "trace" });
      expect(problems.map((problem) => problem.replace(/ does.* ->/, ":"))).to.have.members([
        "parameters.web.uri: pulumi config rm --path 'parameters.web.uri'",
        // valibot reports one unknown key at a time.
        ...(validator === "valibot" ? [] : ["parameters.web.more: pulumi config rm --path 'parameters.web.more'"]),
        "parameters.web.level: pulumi config set --path --type string 'parameters.web.level'",
      ]);
    });
  }

  it("offers a command for each of the values that do not match together", async () => {
    const schema = z
      .object({ min: z.int(), max: z.int() })
      .check(z.refine(({ min, max }) => min < max, "min must be\n  below max."));
    expect(await plainProblems(schema, { min: 2, max: 1 })).to.deep.equal([
      `parameters.web ${mismatch}: min must be below max -> ` +
        '{"oneOf":["pulumi config set --path \'parameters.web.min\'","pulumi config set --path \'parameters.web.max\'"]}',
    ]);
    const byHand = '{"byHand":"change the values that the schema compares, or the schema in app/sections.ts"}';
    const many = z.record(z.string(), z.int()).check(z.refine(() => false, "no"));
    for (const values of [{}, { a: 1, b: 2, c: 3, d: 4, e: 5 }]) {
      expect(await plainProblems(many, values)).to.deep.equal([`parameters.web ${mismatch}: no -> ${byHand}`]);
    }
  });

  it("returns an edit if no command can name the key", async () => {
    expect(await plainProblems(z.record(z.string(), z.string()), { "a.b\\": {} })).to.deep.equal([
      String.raw`parameters.web["a.b\"] ${mismatch}: Invalid input: expected string, received object -> ` +
        '{"byHand":"rename the key: no Pulumi command supports a key that ends in a backslash"}',
    ]);
  });
});

describe("schemaProblems of a secret section", () => {
  const set = (key: string) => `pulumi config set --secret --path 'secrets.db.${key}'`;

  for (const [validator, schema] of Object.entries(DATABASE)) {
    it(`names only keys, with ${validator}`, async () => {
      const user = { name: CANARY };
      const problems = await secretProblems(schema, { url: CANARY, port: CANARY, tls: CANARY, user, [CANARY]: CANARY });
      expect(problems).to.have.members([
        ...["url", "port", "tls", "user.name"].map((key) => `secrets.db.${key} ${mismatch} -> ${set(key)}`),
        `secrets.db.user.password is missing: app/sections.ts requires it -> ${set("user.password")}`,
      ]);
      expectNoCanary(problems);
      expect(await problemsOf({ db: secret(schema) }, {})).to.have.members(
        ["url", "port", "tls", "user.name", "user.password"].map(
          (key) => `secrets.db.${key} is missing: app/sections.ts requires it -> ${set(key)}`,
        ),
      );
    });
  }

  it("moves an object in the place of a text, and the other way", async () => {
    const schema = z.object({ user: z.object({ name: z.string() }), key: z.string() });
    expect(await secretProblems(schema, { user: CANARY, key: { a: CANARY } })).to.deep.equal([
      `secrets.db.user ${mismatch} -> ${JSON.stringify(["pulumi config rm --path 'secrets.db.user'", set("user.name")])}`,
      `secrets.db.key ${mismatch} -> ${set("key")}`,
    ]);
  });

  const untyped: Readonly<Record<string, readonly [StandardSchema<unknown, object>, string, string]>> = {
    zod: [z.object({ port: z.int(), tls: z.boolean() }), "z.coerce.number()", "z.stringbool()"],
    valibot: [
      v.object({ port: v.number(), tls: v.boolean() }),
      "v.pipe(v.string(), v.toNumber())",
      'v.pipe(v.picklist(["true", "false"]), v.transform((text) => text === "true"))',
    ],
    arktype: [
      type({ port: "number", tls: "boolean" }),
      '"string.numeric.parse"',
      "type(\"'true' | 'false'\").pipe((text) => text === \"true\")",
    ],
  };
  for (const [validator, [schema, number, flag]] of Object.entries(untyped)) {
    it(`shows how ${validator} converts text, whatever the values are`, async () => {
      const edit = (key: string, kind: string, conversion: string) =>
        JSON.stringify({
          byHand:
            `let app/sections.ts convert text to ${kind}, such as ${conversion}, because Pulumi stores every value of a ` +
            `secret as text. Then run \`${set(key)}\``,
        });
      for (const values of [
        { port: "5432", tls: "true" },
        { port: CANARY, tls: CANARY },
      ]) {
        expect(await secretProblems(schema, values)).to.have.members([
          `secrets.db.port ${mismatch} -> ${edit("port", "a number", number)}`,
          `secrets.db.tls ${mismatch} -> ${edit("tls", "true or false", flag)}`,
        ]);
      }
      expect(await secretProblems(schema, {})).to.have.members([
        `secrets.db.port is missing: app/sections.ts requires it -> ${edit("port", "a number", number)}`,
        `secrets.db.tls is missing: app/sections.ts requires it -> ${edit("tls", "true or false", flag)}`,
      ]);
    });
  }

  it("names no validator that it does not know", async () => {
    const { validate } = z.object({ port: z.int() })["~standard"];
    const schema = { "~standard": { version: 1 as const, vendor: "constructor", validate } };
    const [problem] = await secretProblems(schema as unknown as StandardSchema<unknown, object>, { port: "1" });
    expect(problem).to.include("let app/sections.ts convert text to a number, because Pulumi");
  });

  it("returns a secret that cannot be masked, declared or not, and leaves the values as they are", async () => {
    const secrets = { db: { a: [{ toJSON: CANARY }] }, other: { toJSON: CANARY }, good: { a: CANARY } };
    const rule = 'has a key "toJSON", which a secret must not have, because masking uses it';
    const sections = { parameters: {}, secrets: received(secrets) };
    const source = { hasSecretParameters: false, fileName: "Pulumi.dev.yaml" };
    const fix = { byHand: "give the key another name" };
    for (const db of [secret(), secret(z.looseObject({}))]) {
      expect(await schemaProblems({ db }, sections, source)).to.deep.equal([
        { key: "secrets.db", rule, fix },
        { key: "secrets.other", rule, fix },
      ]);
    }
    expect(JSON.stringify(sections.secrets)).to.equal(JSON.stringify(secrets));
    const text = v.pipe(
      v.object({ a: v.string() }),
      v.transform(({ a }) => a),
    ) as unknown as StandardSchema<unknown, object>;
    expect((await secretProblems(text, { a: CANARY })).join()).to.include(
      "secrets.db must be an object after its schema",
    );
  });
});

describe("schemaProblems of a secret that is written elsewhere", () => {
  it("returns nothing, whether it is in the config or not", async () => {
    const declared = { db: secret(z.object({ user: z.string() }), { managed: false }) };
    for (const secrets of [{}, { db: {} }]) expect(await problemsOf(declared, { secrets })).to.deep.equal([]);
  });
});

describe("schemaProblems of a section in the wrong map", () => {
  it("names only the keys that are missing, because the fix of the section sets the others again", async () => {
    const schema = z.object({ user: z.string(), port: z.coerce.number() });
    const declared = { db: secret(schema), web: plain(schema) };
    const sections = { parameters: { db: { user: 5 } }, secrets: { web: { port: "x" } } };
    expect(await problemsOf(declared, sections)).to.deep.equal([
      "secrets.db.port is missing: app/sections.ts requires it -> pulumi config set --secret --path 'secrets.db.port'",
      "parameters.web.user is missing: app/sections.ts requires it -> pulumi config set --path --type string 'parameters.web.user'",
    ]);
  });

  it("returns nothing if a map or a section is not a map", async () => {
    const declared = { db: secret(z.object({ user: z.string() })) };
    expect(await problemsOf(declared, { secrets: [] })).to.deep.equal([]);
    expect(await problemsOf(declared, { secrets: { db: "text" } })).to.deep.equal([]);
  });
});
