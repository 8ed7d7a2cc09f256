import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { ROOT } from "../lib/paths.ts";
import { ADMIN_USER } from "./createAdminUser.ts";

/**
 * A project folder with the stack files of dev and prod, as far as they can be used without their owner: a stack file
 * of somebody who deploys to AWS has secrets under a passphrase of their own, a region, and an administrator.
 */
export function copyProject(directory: string, region: string): string {
  const project = path.join(directory, "project");
  mkdirSync(project);
  copyFileSync(path.join(ROOT, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
  for (const file of ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]) {
    writeFileSync(path.join(project, file), usableStackFile(readFileSync(path.join(ROOT, file), "utf8"), region));
  }
  return project;
}

/** Keeps each value as it is written: without its quotes, Pulumi would make a time of `"2024-01-31"`. */
export function usableStackFile(stackFile: string, region: string): string {
  // Without a schema that knows numbers, each scalar stays the text that it is.
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
