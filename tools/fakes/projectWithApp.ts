import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ROOT } from "../lib/paths.ts";

/**
 * Creates a copy of the project whose `app/` has other files, as somebody has who uses it. The rest is linked, so that it
 * is the code under test.
 *
 * @param files the files of `app/` by name, such as `functions.ts`. The sample's files are not copied
 * @returns the folder. The caller removes it
 */
export function projectWithApp(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "project-")));
  for (const file of ["index.ts", "package.json", "Pulumi.yaml"]) {
    cpSync(path.join(ROOT, file), path.join(folder, file));
  }
  for (const linked of ["infra", "node_modules"]) symlinkSync(path.join(ROOT, linked), path.join(folder, linked));
  mkdirSync(path.join(folder, "app"));
  symlinkSync(path.join(ROOT, "app", "runtime"), path.join(folder, "app", "runtime"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, "app", name), text);
  return folder;
}

/** Returns the files of an app whose only function, `viewer`, reads everything. Its stack may have other sections, too. */
export const appReadingAll = (
  kinds: Readonly<Record<string, "plain" | "secret">>,
): Readonly<Record<string, string>> => ({
  "functions.ts": functionsFile('{ viewer: { reads: "all" } }'),
  "sections.ts": sectionsFile(kinds),
  "viewer.ts": echoFile("viewer"),
});

/** Returns the text of `app/functions.ts` for a literal of functions, such as `{ viewer: { reads: "all" } }`. */
export const functionsFile = (functions: string): string => `
import { handlersFor } from "./runtime/defineHandler.ts";
import type { Functions } from "./runtime/defineHandler.ts";
import type * as sections from "./sections.ts";

export const functions = ${functions} as const satisfies Functions<typeof sections>;
export const defineHandler = handlersFor<typeof sections, typeof functions>();
`;

/** Returns the text of `app/sections.ts`: `plain` or `secret` by name. */
export const sectionsFile = (kinds: Readonly<Record<string, "plain" | "secret">>): string => `
import { plain, secret } from "./runtime/configuration/section.ts";
${Object.entries(kinds)
  .map(([name, kind]) => `export const ${name} = ${kind}();`)
  .join("\n")}
`;

/** Returns the text of a function's file whose response is its event and its configuration. */
export const echoFile = (name: string): string => `
import { defineHandler } from "./functions.ts";
export const handler = defineHandler("${name}", (event: unknown, { configuration, cache }) => ({ event, configuration, cache }));
`;

/** The files of an app that declares no section, so that its stack may have any. */
export const ANY_SECTIONS = appReadingAll({});
