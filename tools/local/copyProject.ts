import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, parseDocument } from "yaml";
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
 * Returns the paths of the encrypted values in the secrets of a stack file, such as
 * `["secrets", "appSecrets", "secretKey"]`.
 */
export function encryptedValues(stackFile: string): (readonly (string | number)[])[] {
  const { config } = (parse(stackFile, { merge: true }) ?? {}) as {
    readonly config?: Readonly<Record<string, unknown>>;
  };
  const visit = (value: unknown, at: readonly (string | number)[]): (readonly (string | number)[])[] => {
    if (typeof value !== "object" || value === null) return [];
    if ("secure" in value && typeof value.secure === "string") return [at];
    if (Array.isArray(value)) return value.flatMap((each, index) => visit(each, [...at, index]));
    return Object.entries(value).flatMap(([key, each]) => visit(each, [...at, key]));
  };
  // A path of one name is a whole value that was encrypted as one text.
  return visit(config?.["shared-secrets:secrets"], ["secrets"]).filter((path) => path.length > 2);
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
