import * as path from "node:path";
import { buildSync } from "esbuild";
import type { Candidate } from "./candidate.ts";

/** What is said of a candidate that `defaultBundle` has packaged. */
export const BY_DEFAULT = "bundled by esbuild's defaults, minified";

/**
 * A handler as esbuild bundles it for Node.js by itself: with nothing aliased away, and with a package's CommonJS rather
 * than its ES modules.
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
  if (output === undefined || outputFiles.length > 1) throw new Error("esbuild must give one file.");
  return { runtime: "nodejs24.x", handler: "index.handler", files: { "index.js": output.contents } };
}
