import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { ADMIN_USER } from "./deployingUser.ts";
import { ROOT } from "./paths.ts";

interface StackFile {
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * A project folder with the stack files of dev and prod, as far as they can be used without their owner: a stack file
 * of somebody who deploys to AWS has secrets under a passphrase of their own, a region, and an administrator.
 */
export function copyProject(directory: string, region: string): string {
  const project = path.join(directory, "project");
  mkdirSync(project);
  copyFileSync(path.join(ROOT, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
  for (const file of ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]) {
    const { config = {} } = parse(readFileSync(path.join(ROOT, file), "utf8")) as StackFile;
    const usable = Object.entries(config).filter(([, value]) => !JSON.stringify(value).includes('"secure":'));
    const own = { "aws:region": region, "shared-secrets:adminUser": ADMIN_USER };
    writeFileSync(path.join(project, file), stringify({ config: { ...Object.fromEntries(usable), ...own } }));
  }
  return project;
}
