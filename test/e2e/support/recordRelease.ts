// Records the state of the prod sample as this version deploys it: `node test/e2e/support/recordRelease.ts`, for a release.
// From then on, upgrade.spec.ts proves that later versions keep its key, secrets and log groups.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import packageFile from "../../../package.json" with { type: "json" };
import { ROOT } from "../../../tools/lib/paths.ts";
import { startLocalRun } from "../../../tools/local/localRun.ts";
import { RELEASES, releaseFiles } from "./releasedStacks.ts";
import { createStack } from "./testStack.ts";

const { stackName, state, stackFile } = releaseFiles(packageFile.version);
const run = await startLocalRun({ provider: "local", signal: new AbortController().signal });
try {
  // prod sets `protect`.
  const { stack } = await createStack(run, stackName, { sample: "prod", plain: { refreshOnChange: "true" } });
  await stack.up();
  const exported = JSON.stringify(await stack.exportStack(), null, 2);
  mkdirSync(RELEASES, { recursive: true });
  // The state has positions in source files and paths of bundles.
  writeFileSync(path.join(RELEASES, state), `${exported.replaceAll(ROOT, "/project")}\n`);
  copyFileSync(path.join(run.project, stackFile), path.join(RELEASES, stackFile));
} finally {
  await run.stop();
}
