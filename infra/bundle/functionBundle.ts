import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { zipSync } from "fflate";
import type { Zippable } from "fflate";
import { bundleFiles } from "./bundleFiles.ts";
import type { FunctionEntry } from "./functionEntry.ts";

/** The settings of a Lambda function that runs a bundle: the bundle's `index.mjs` exports `handler`. */
export const BUNDLE_RUNTIME = { runtime: "nodejs24.x", handler: "index.handler" } as const;

/**
 * Returns the zipped bundle of a function: its code as one minified file, and a source map. The same sources give the same
 * bytes on any day and in any time zone, so that a second `pulumi up` changes nothing.
 *
 * @param root the project's folder
 * @throws esbuild's BuildFailure
 */
export async function functionBundle(root: string, entry: FunctionEntry): Promise<pulumi.asset.FileArchive> {
  const zip = zipFiles(await bundleFiles(root, entry));
  // The name is a hash of the content: no other stack or version overwrites the file while it is read.
  const file = path.join(root, ".bundle", `${createHash("sha256").update(zip).digest("hex").slice(0, 16)}.zip`);
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, zip);
  renameSync(unfinished, file);
  return new pulumi.asset.FileArchive(file);
}

/** Creates a zip file whose bytes depend only on the files, not on the date or the machine. */
export function zipFiles(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const mtime = new Date(1980, 0, 1); // Zip files store local time.
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    entries[name] = [content, { level: 9, mtime, os: 3, attrs: 0o644 << 16 }];
  }
  return zipSync(entries);
}
