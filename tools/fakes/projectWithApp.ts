import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ROOT } from "../lib/paths.ts";

/** The start of the line in `index.ts` after which a user attaches triggers to functions. */
const TRIGGERS = "// Your triggers follow";

/** Returns the text of an `index.ts` without the user's triggers, which belong to functions that other apps do not have. */
export const withoutTriggers = (index: string): string => index.split(TRIGGERS)[0] ?? "";

/** The files of an `app/` by name. */
export type AppFiles = Readonly<Record<string, string>>;

/** Which sections exist, by name. */
type SectionKinds = Readonly<Record<string, "plain" | "secret">>;

/**
 * Creates a copy of the project whose `app/` has other files, as somebody has who uses it. The rest is linked, so that it
 * is the code under test.
 *
 * @param files the files of `app/` by name, such as `functions.ts`. The sample's files are not copied
 * @param index the triggers at the end of `index.ts`
 * @returns the folder. The caller removes it
 */
export function projectWithApp(files: AppFiles, index = ""): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "project-")));
  for (const file of ["package.json", "Pulumi.yaml"]) cpSync(path.join(ROOT, file), path.join(folder, file));
  writeFileSync(
    path.join(folder, "index.ts"),
    withoutTriggers(readFileSync(path.join(ROOT, "index.ts"), "utf8")) + index,
  );
  for (const linked of ["infra", "node_modules"]) symlinkSync(path.join(ROOT, linked), path.join(folder, linked));
  mkdirSync(path.join(folder, "app"));
  symlinkSync(path.join(ROOT, "app", "runtime"), path.join(folder, "app", "runtime"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, "app", name), text);
  return folder;
}

/** The shared projects of this process by their files. Their bundles are built once. */
const projects = new Map<string, string>();

/** Returns the folder of such a copy, which is the same for the same files, and exists until the process ends. */
export function sharedProject(files: AppFiles, index = ""): string {
  const key = JSON.stringify([files, index]);
  const known = projects.get(key);
  if (known !== undefined) return known;
  if (projects.size === 0) process.once("exit", removeSharedProjects);
  const project = projectWithApp(files, index);
  projects.set(key, project);
  return project;
}

function removeSharedProjects(): void {
  for (const project of projects.values()) rmSync(project, { recursive: true, force: true });
}

/** Returns the files of an app with these functions, as in `app/functions.ts`. Each responds with its event and configuration. */
export const appDeclaring = (functions: Readonly<Record<string, object>>, sections: SectionKinds = {}): AppFiles => ({
  "functions.ts": functionsFile(JSON.stringify(functions)),
  "sections.ts": sectionsFile(sections),
  ...Object.fromEntries(Object.keys(functions).map((name) => [`${name}.ts`, echoFile(name)])),
});

/** Returns the files of an app whose only function, `viewer`, reads everything. Its stack may have other sections, too. */
export const appReadingAll = (sections: SectionKinds): AppFiles => appDeclaring({ viewer: { reads: "all" } }, sections);

/** Returns the text of `app/functions.ts` for a literal of functions, such as `{ viewer: { reads: "all" } }`. */
export const functionsFile = (functions: string): string => `
import { handlersFor } from "./runtime/defineHandler.ts";
import type { Functions } from "./runtime/defineHandler.ts";
import type * as sections from "./sections.ts";

export const functions = ${functions} as const satisfies Functions<typeof sections>;
export const defineHandler = handlersFor<typeof sections, typeof functions>();
`;

/** Returns the text of `app/sections.ts`: `plain` or `secret` by name. */
export const sectionsFile = (kinds: SectionKinds): string => `
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
