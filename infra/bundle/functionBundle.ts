import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import type { SourceMapSegment } from "@jridgewell/sourcemap-codec";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";
import type { Zippable } from "fflate";

/** The settings of a Lambda function that runs a bundle: the bundle's `index.js` exports `handler`. */
export const BUNDLE_RUNTIME = { runtime: "nodejs24.x", architectures: ["arm64"], handler: "index.handler" };

/** The modules that export a function's handler. */
const ENTRIES = { viewer: "app/viewer.ts", recycler: "app/runtime/recycler/recycler.ts" } as const;

export type Entry = keyof typeof ENTRIES;

/** The part of a source map (version 3) that a stack trace needs. */
export interface SourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/**
 * Returns the zipped bundle of a function: its code as one minified file, and a source map. The same sources give the same
 * bytes on any day and in any time zone, so that a second `pulumi up` changes nothing.
 *
 * @param root the project's folder
 */
export function functionBundle(root: string, entry: Entry): pulumi.asset.FileArchive {
  const zip = zipFiles(bundleFiles(root, ENTRIES[entry]));
  // The name is a hash of the content: no other stack or version overwrites the file while it is read.
  const file = path.join(root, ".bundle", `${createHash("sha256").update(zip).digest("hex").slice(0, 16)}.zip`);
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, zip);
  renameSync(unfinished, file);
  return new pulumi.asset.FileArchive(file);
}

/**
 * Bundles a module and its dependencies, and returns `index.js` and `index.js.map`.
 *
 * @param module the file that exports the handler, such as `app/viewer.ts`
 * @param alias replacements of packages, in addition to the stubs
 */
export function bundleFiles(
  root: string,
  module: string,
  alias: Readonly<Record<string, string>> = {},
): Record<string, Uint8Array> {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(root, module)],
    absWorkingDir: root,
    outfile: path.join(root, "index.js"),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    write: false,
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    // esbuild prefers CommonJS for Node.js, but can remove unused code only from ES modules.
    mainFields: ["module", "main"],
    // import() of a Node.js module reads all its exports, and those of node:http load undici. require() does not.
    supported: { "dynamic-import": false },
    // Each stub states which package it replaces, and how many bytes that saves.
    alias: {
      "@aws-sdk/credential-provider-node": path.join(root, "infra/bundle/stubs/lambdaCredentials.ts"),
      "@smithy/core/event-streams": path.join(root, "infra/bundle/stubs/noEventStreams.ts"),
      ...alias,
    },
  });
  return Object.fromEntries(
    outputFiles.map(({ path: file, contents, text }) =>
      file.endsWith(".map")
        ? [path.basename(file), Buffer.from(JSON.stringify(trimSourceMap(JSON.parse(text) as SourceMap)))]
        : [path.basename(file), contents],
    ),
  );
}

/**
 * Removes the columns and the lines of packages from a source map. Stack traces still name the project's own files and
 * lines. The map shrinks to about 1% of its size.
 */
export function trimSourceMap(map: SourceMap): SourceMap {
  const own = map.sources.filter((source) => !source.includes("node_modules"));
  const position = map.sources.map((source) => own.indexOf(source));
  const mappings = decode(map.mappings).map((segments) => {
    const kept: SourceMapSegment[] = [];
    for (const [column, source, line = 0] of segments) {
      const ownSource = source === undefined ? -1 : (position[source] ?? -1);
      const last = kept.at(-1);
      if (ownSource >= 0) {
        if (last?.[1] !== ownSource || last[2] !== line) kept.push([column, ownSource, line, 0]);
      } else if (last?.length === 4) {
        kept.push([column]); // Code from here on has no source.
      }
    }
    return kept;
  });
  return { version: 3, sources: own, names: [], mappings: encode(mappings) };
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
