import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { ROOT } from "../lib/paths.ts";
import { ADMIN_USER } from "./createAdminUser.ts";

/**
 * Creates a project directory with usable copies of the stack files of dev and prod, and returns it. A user's own stack
 * files can have secrets under a passphrase, another region and another administrator.
 */
export function copyProject(directory: string, region: string): string {
  const project = path.join(directory, "project");
  mkdirSync(project);
  copyFileSync(path.join(ROOT, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
  for (const file of ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]) {
    writeFileSync(path.join(project, file), makeUsable(readFileSync(path.join(ROOT, file), "utf8"), region));
  }
  return project;
}

/**
 * Removes the secrets from a stack file, and sets region and administrator. Keeps the spelling of all values: without its
 * quotes, Pulumi would parse `"2024-01-31"` as a time.
 */
export function makeUsable(stackFile: string, region: string): string {
  // This schema parses every scalar as a string, so numbers keep their spelling.
  const document = parseDocument(/\S/.test(stackFile) ? stackFile : "config: {}", { schema: "failsafe", merge: true });
  const { config = {} } = document.toJS() as { readonly config?: Readonly<Record<string, unknown>> };
  for (const [key, value] of Object.entries(config)) {
    if (JSON.stringify(value).includes('"secure":')) document.deleteIn(["config", key]);
  }
  for (const key of ["secretsprovider", "encryptedkey", "encryptionsalt", "environment"]) document.delete(key);
  document.setIn(["config", "aws:region"], region);
  document.setIn(["config", "shared-secrets:adminUser"], ADMIN_USER);
  return document.toString();
}
