import { cpSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { withoutTriggers } from "../../tools/fakes/projectWithApp.ts";
import { SAMPLE_APP } from "../../tools/fakes/sampleProject.ts";
import { SAMPLES } from "../../tools/fakes/stackFiles.ts";
import { ROOT } from "../../tools/lib/paths.ts";

const COPIED = ["package.json", "Pulumi.yaml", "app/runtime", "infra", "tools"];

/**
 * Creates a copy of the project with the sample's app and stack files, for tests of commands and file paths. Unlike
 * `sampleProject`, it links only what is installed.
 *
 * @returns the folder. The caller removes it
 */
export function copySampleProject(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sample-")));
  for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, "index.ts"), withoutTriggers(readFileSync(path.join(ROOT, "index.ts"), "utf8")));
  for (const [name, text] of Object.entries(SAMPLE_APP)) writeFileSync(path.join(folder, "app", name), text);
  cpSync(path.join(ROOT, SAMPLES), folder, { recursive: true });
  for (const name of ["node_modules", ".local"]) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  return folder;
}
