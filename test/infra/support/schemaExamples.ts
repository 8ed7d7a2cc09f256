import { appReadingAll } from "../../../tools/fakes/projectWithApp.ts";
import { SECURE } from "./problemExample.ts";
import type { ProblemExample } from "./problemExample.ts";

/** The files of an app with these sections, whose schemas are in zod/mini. */
const appWithSchemas = (...sections: readonly string[]) => ({
  ...appReadingAll({}),
  "sections.ts": [
    'import * as z from "zod/mini";',
    'import { plain, secret } from "./runtime/configuration/section.ts";',
    ...sections.map((section) => `export const ${section};`),
  ].join("\n"),
});

/** Values that do not match their schemas. A value that a command prompts for is text. */
export const SCHEMA_EXAMPLES: readonly ProblemExample[] = [
  {
    rule: /^is missing: app\/sections.ts requires it$/,
    config: "",
    app: appWithSchemas(
      "web = plain(z.object({ url: z.string(), deep: z.object({ name: z.string(), token: z.string() }), list: z.array(z.string()) }))",
      "db = secret(z.object({ password: z.string(), user: z.object({ name: z.string() }) }))",
    ),
  },
  {
    rule: /^is missing: app\/sections.ts requires it$/,
    config: `parameters: { db: { user: x } }\nsecrets: { web: { url: ${SECURE} } }`,
    app: appWithSchemas(
      "web = plain(z.object({ url: z.string(), name: z.string() }))",
      "db = secret(z.object({ user: z.string(), password: z.string() }))",
    ),
  },
  {
    rule: /^does not match app\/sections.ts: Invalid /,
    config: `parameters: { web: { version: 5, port: "443", ratio: "-0.5", tls: "true", token: 7, "it's": true, l: [a, 1] } }`,
    app: appWithSchemas(
      `web = plain(z.object({ version: z.string(), port: z.int(), ratio: z.number(), tls: z.boolean(), token: z.string(),
        "it's": z.string(), l: z.array(z.string()) }))`,
    ),
  },
  {
    rule: /^does not match app\/sections.ts: Unrecognized keys?: /,
    config: `parameters: { web: { uri: x, url: { host: y }, "a b": [z], deep: text } }`,
    app: appWithSchemas("web = plain(z.strictObject({ url: z.string(), deep: z.strictObject({ name: z.string() }) }))"),
  },
  {
    rule: /^does not match app\/sections.ts$/,
    config: `secrets: { db: { key: ${SECURE}, deep: ${SECURE}, more: ${SECURE} } }`,
    app: appWithSchemas(
      "db = secret(z.strictObject({ key: z.object({ id: z.string() }), deep: z.object({ name: z.string() }) }))",
    ),
  },
  ...[0, 1].map((alternative) => ({
    rule: /^does not match app\/sections.ts: the same$/,
    config: alternative === 0 ? "parameters: { web: { a: x, b: typed } }" : "parameters: { web: { a: typed, b: x } }",
    app: appWithSchemas(
      'web = plain(z.object({ a: z.string(), b: z.string() }).check(z.refine(({ a, b }) => a === b, "the same")))',
    ),
    alternative,
  })),
  {
    rule: /^must not be in the stack config: app\/sections.ts declares it with managed: false/,
    config: `secrets: { db: { key: ${SECURE} } }`,
    app: appWithSchemas("db = secret(z.object({ key: z.string() }), { managed: false })"),
  },
  {
    rule: /^has a key "toJSON", which a secret must not have/,
    config: `secrets: { db: { toJSON: ${SECURE} } }`,
    outside: true,
  },
  {
    rule: /^must be an object after its schema in app\/sections.ts has transformed it/,
    config: `secrets: { db: { a: ${SECURE} } }`,
    app: appWithSchemas("db = secret(z.pipe(z.object({}), z.transform(() => 'text')) as never)"),
    outside: true,
  },
];
