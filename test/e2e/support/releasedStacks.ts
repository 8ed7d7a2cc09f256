import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { sampleProject } from "../../../tools/fakes/sampleProject.ts";
import { ROOT } from "../../../tools/lib/paths.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { openTestStack } from "./testStack.ts";
import type { TestStack } from "./testStack.ts";

/** The exported states and the stack files of released versions, written by `recordRelease.ts`. */
export const RELEASES = path.join(ROOT, "test/e2e/fixtures/releases");

/** The names of the files of a released version. */
export const releaseFiles = (version: string) => {
  const stackName = `v${version.replaceAll(".", "-")}`;
  return { stackName, state: `${version}.json`, stackFile: `Pulumi.${stackName}.yaml` };
};

/** Returns the released versions whose states are recorded, such as `["0.2.0"]`. */
export const releasedVersions = (): string[] =>
  readdirSync(RELEASES)
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.basename(file, ".json"));

/** Opens a stack that a released version deployed. Its resources are in the state only, so it allows no more than a preview. */
export async function openReleasedStack(run: LocalRun, version: string): Promise<TestStack["stack"]> {
  const { stackName, state, stackFile } = releaseFiles(version);
  copyFileSync(path.join(RELEASES, stackFile), path.join(run.project, stackFile));
  const stack = await openTestStack(run, stackName, sampleProject());
  await stack.importStack(JSON.parse(readFileSync(path.join(RELEASES, state), "utf8")) as Deployment);
  return stack;
}
