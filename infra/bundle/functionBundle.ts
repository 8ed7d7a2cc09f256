import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { zipSync } from "fflate";
import type { Zippable } from "fflate";
import { bundleFiles } from "./bundleFiles.ts";
import type { Bundle } from "./bundleFiles.ts";
import type { FunctionEntry } from "./functionEntry.ts";

/** The settings of a Lambda function that runs a bundle: the bundle's `index.mjs` exports `handler`. */
export const BUNDLE_RUNTIME = { runtime: "nodejs24.x", handler: "index.handler" } as const;

/** A zip file, and the files it was built from. */
export interface BuiltBundle extends Pick<Bundle, "validator"> {
  readonly file: string;
  readonly inputs: readonly string[];
  /** Changes when an input is written. */
  readonly inputsVersion: string;
}

/** The zip files that this process built: a program that deploys several stacks builds each of them once. */
const built = new Map<string, BuiltBundle>();

/**
 * Returns the zipped bundle of a function: its code as one minified file, and a source map. The same sources give the same
 * bytes on any day and in any time zone, so that a second `pulumi up` changes nothing.
 *
 * @param root the project's folder
 * @throws esbuild's BuildFailure
 */
export const functionBundle = async (root: string, entry: FunctionEntry): Promise<pulumi.asset.FileArchive> =>
  new pulumi.asset.FileArchive((await builtBundle(root, entry)).file);

/** Builds the zipped bundle of a function, unless this process has built it of the same files. */
export async function builtBundle(root: string, entry: FunctionEntry): Promise<BuiltBundle> {
  const key = JSON.stringify([root, entry]);
  const known = built.get(key);
  if (known !== undefined && existsSync(known.file) && versionOf(known.inputs) === known.inputsVersion) return known;
  const { files, inputs, validator } = await bundleFiles(root, entry);
  const bundle = { file: writeZip(root, zipFiles(files)), inputs, inputsVersion: versionOf(inputs), validator };
  built.set(key, bundle);
  return bundle;
}

/** Writes a zip file whose name is a hash of its content: no other stack or version overwrites it while it is read. */
function writeZip(root: string, zip: Uint8Array): string {
  const file = path.join(root, ".bundle", `${createHash("sha256").update(zip).digest("hex").slice(0, 16)}.zip`);
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, zip);
  renameSync(unfinished, file);
  return file;
}

const versionOf = (files: readonly string[]): string =>
  files
    .map((file) => {
      const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
      return `${mtimeMs} ${size}`;
    })
    .join();

/** Creates a zip file whose bytes depend only on the files, not on the date or the machine. */
export function zipFiles(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const mtime = new Date(1980, 0, 1); // Zip files store local time.
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    entries[name] = [content, { level: 9, mtime, os: 3, attrs: 0o644 << 16 }];
  }
  return zipSync(entries);
}
