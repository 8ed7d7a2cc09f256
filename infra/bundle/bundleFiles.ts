import * as path from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import type { SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { build } from "esbuild";
import type { Metafile, OutputFile } from "esbuild";
import type { FunctionEntry } from "./functionEntry.ts";
import { functionsModule } from "./functionsModule.ts";
import { findLargeValidator } from "./largeValidator.ts";
import type { LargeValidator } from "./largeValidator.ts";
import { sdkStubs } from "./sdkStubs.ts";
import type { SdkStubs } from "./sdkStubs.ts";

/** The part of a source map (version 3) that a stack trace needs. */
export interface SourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** A bundle: `index.mjs` and `index.mjs.map`. */
export interface Bundle {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The paths of the files that it was built from. */
  readonly inputs: readonly string[];
  /** The validator of `app/sections.ts`, if it is a large part of it. */
  readonly validator: LargeValidator | undefined;
}

/**
 * The variables that CommonJS packages expect and an ES module does not have. The names are long, because esbuild's
 * minifier gives out the short ones.
 */
const COMMONJS_BANNER = [
  'import{createRequire as __createRequire}from"node:module";',
  "const require=__createRequire(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;",
].join("");

/** The entry's name in source maps. It is not a file. */
const ENTRY_NAME = "entry.ts";

/**
 * Bundles an entry and its dependencies as one ES module.
 *
 * @param root the project's folder, which the entry's imports are relative to
 * @param alias replacements of packages, in addition to the stubs
 * @throws esbuild's BuildFailure
 */
export async function bundleFiles(
  root: string,
  entry: FunctionEntry,
  alias: Readonly<Record<string, string>> = {},
): Promise<Bundle> {
  const stubs = sdkStubs(root, entry.client, false);
  let built = await bundle(root, entry, alias, stubs);
  if (stubs.needsEventStreams()) built = await bundle(root, entry, alias, sdkStubs(root, entry.client, true));
  const files = Object.fromEntries(
    built.outputFiles.map(({ path: file, contents, text }) =>
      file.endsWith(".map")
        ? [path.basename(file), Buffer.from(JSON.stringify(trimSourceMap(JSON.parse(text) as SourceMap)))]
        : [path.basename(file), contents],
    ),
  );
  const inputs = Object.keys(built.metafile.inputs).filter((file) => file !== ENTRY_NAME);
  const validator = findLargeValidator(built.metafile);
  return { files, inputs: inputs.map((file) => path.resolve(root, file)), validator };
}

async function bundle(
  root: string,
  { contents }: FunctionEntry,
  alias: Readonly<Record<string, string>>,
  { plugin }: SdkStubs,
): Promise<{ readonly outputFiles: OutputFile[]; readonly metafile: Metafile }> {
  return await build({
    stdin: { contents, loader: "ts", resolveDir: root, sourcefile: ENTRY_NAME },
    absWorkingDir: root,
    outfile: path.join(root, "index.mjs"),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    banner: { js: COMMONJS_BANNER },
    write: false,
    metafile: true,
    logLevel: "silent",
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    // esbuild prefers CommonJS for Node.js, but can remove unused code only from ES modules.
    mainFields: ["module", "main"],
    // import() of a Node.js module reads all its exports, and those of node:http load undici. require() does not.
    supported: { "dynamic-import": false },
    alias,
    plugins: [plugin, functionsModule(root)],
  });
}

/**
 * Removes the columns and the lines of packages from a source map. A stack trace still names the project's own files and
 * lines, and the map is about 1% of its size.
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
