import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";
import type { Zippable } from "fflate";
import { sourceMapOfOwnLines } from "./sourceMapOfOwnLines.ts";
import type { SourceMap } from "./sourceMapOfOwnLines.ts";

/** What a bundle is made for: its `index.js` exports `handler`. */
export const BUNDLE_RUNTIME = { runtime: "nodejs24.x", architectures: ["arm64"], handler: "index.handler" };

/** The modules that export a function's handler. */
const ENTRIES = { viewer: "app/viewer.ts", recycler: "app/runtime/recycler/recycler.ts" } as const;

export type Entry = keyof typeof ENTRIES;

/**
 * A function's code under `app/` as one minified file, zipped. The same sources give the same bytes, on any day and in any
 * time zone, so that a second `pulumi up` changes nothing.
 *
 * @param root the project's folder
 */
export function functionBundle(root: string, entry: Entry): pulumi.asset.FileArchive {
  const zip = zipped(bundledFiles(root, ENTRIES[entry]));
  // Named after its content: the bundle of another stack or version is never overwritten while it is being read.
  const file = path.join(root, ".bundle", `${createHash("sha256").update(zip).digest("hex").slice(0, 16)}.zip`);
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, zip);
  renameSync(unfinished, file);
  return new pulumi.asset.FileArchive(file);
}

/**
 * `index.js` and `index.js.map`.
 *
 * @param module the file that exports the handler: `app/viewer.ts`
 * @param alias packages that others stand for
 */
export function bundledFiles(
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
    // Packages' ES modules shake down to what is used; esbuild takes CommonJS first by default for Node.
    mainFields: ["module", "main"],
    // import() of a module of Node.js touches all its exports, and those of node:http load undici; require() does not.
    supported: { "dynamic-import": false },
    alias: {
      // In Lambda the credentials are always in the environment: the rest of the default chain is never used.
      "@aws-sdk/credential-provider-node": path.join(root, "infra/bundle/stubs/lambdaCredentials.ts"),
      "@smithy/core/event-streams": path.join(root, "infra/bundle/stubs/noEventStreams.ts"),
      ...alias,
    },
  });
  return Object.fromEntries(
    outputFiles.map(({ path: file, contents, text }) =>
      file.endsWith(".map")
        ? [path.basename(file), Buffer.from(JSON.stringify(sourceMapOfOwnLines(JSON.parse(text) as SourceMap)))]
        : [path.basename(file), contents],
    ),
  );
}

/** A zip file without anything of the moment or the machine in it. */
export function zipped(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const mtime = new Date(1980, 0, 1); // local time, which is what zip stores
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    entries[name] = [content, { level: 9, mtime, os: 3, attrs: 0o644 << 16 }];
  }
  return zipSync(entries);
}
