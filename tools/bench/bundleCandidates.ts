import * as path from "node:path";
import { buildSync } from "esbuild";
import { bundleFiles } from "../../infra/bundle/functionBundle.ts";
import type { Candidate } from "./candidate.ts";

const ENTRY = "app/viewer.ts";
const SOURCE_MAP = "index.js.map";

/** The part of a candidate's name that marks a package of `defaultBundle`. */
export const DEFAULT_BUNDLE = "bundled with esbuild's defaults, minified";

/** Returns the bundle as it is deployed, and variants that show the effect of each bundling option. */
export function bundleCandidates(root: string): { readonly deployed: Candidate; readonly variants: Candidate[] } {
  const files = bundleFiles(root, ENTRY);
  const { "index.js": code, [SOURCE_MAP]: map } = files;
  if (code === undefined || map === undefined) {
    throw new Error(`The bundle must contain index.js and ${SOURCE_MAP} (got ${Object.keys(files).join(", ")}).`);
  }
  const bundle = { runtime: "nodejs24.x", handler: "index.handler" } as const;
  // Node.js loads a source map only if the code refers to it, which the deployed code does not.
  const codeWithReference = Buffer.concat([code, Buffer.from(`//# sourceMappingURL=${SOURCE_MAP}\n`)]);
  return {
    deployed: { ...bundle, name: "this project", files },
    variants: [
      { ...bundle, name: "this project, without the source map", files: { "index.js": code } },
      {
        ...bundle,
        name: "this project, with node --enable-source-maps",
        files: { "index.js": codeWithReference, [SOURCE_MAP]: map },
        nodeOptions: ["--enable-source-maps"],
      },
      { ...defaultBundle(root, ENTRY), name: `this project, ${DEFAULT_BUNDLE}` },
    ],
  };
}

/**
 * Bundles a handler with esbuild's defaults for Node.js: no package is replaced by a stub, and a package's CommonJS
 * modules are preferred to its ES modules.
 *
 * @param module the file that exports the handler
 */
export function defaultBundle(root: string, module: string): Pick<Candidate, "runtime" | "handler" | "files"> {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(root, module)],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: "node",
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined || outputFiles.length > 1) {
    throw new Error(`esbuild must produce one file (got ${outputFiles.length}).`);
  }
  return { runtime: "nodejs24.x", handler: "index.handler", files: { "index.js": output.contents } };
}
