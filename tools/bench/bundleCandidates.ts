import { buildSync } from "esbuild";
import { bundleFiles } from "../../infra/bundle/bundleFiles.ts";
import { BUNDLE_RUNTIME } from "../../infra/bundle/functionBundle.ts";
import { userFunctionEntry } from "../../infra/bundle/functionEntry.ts";
import type { Candidate } from "./candidate.ts";
import { schemaCandidates, withSections } from "./schemaCandidates.ts";

/** The sections of the function that is measured, in this order: a plain one and a secret one. */
export const DECLARED_SECTIONS = ["appConfig", "appSecrets"];

const WITH_SCHEMAS = userFunctionEntry({ name: "viewer", reads: "all", sections: DECLARED_SECTIONS });

/** The entry of the function that is measured. */
export const VIEWER_ENTRY = withSections(WITH_SCHEMAS);

/** The same function as CommonJS, which has no top-level await. It loads the configuration at the first invocation. */
export const COMMONJS_ENTRY = `
  import { handler as definition } from "./app/viewer.ts";
  import { appConfig, appSecrets } from "./tools/bench/sections/withoutSchemas.ts";
  import { prepare } from "./app/runtime/start.ts";
  export const { handler } = prepare({ name: "viewer", definition, reads: "all", sections: { appConfig, appSecrets } });`;

const CODE = "index.mjs";
const SOURCE_MAP = "index.mjs.map";

/** The part of a candidate's name that marks a package of `defaultBundle`. */
export const DEFAULT_BUNDLE = "bundled with esbuild's defaults, minified";

/** Returns the bundle as it is deployed, and variants that show the effect of each bundling option. */
export async function bundleCandidates(
  root: string,
): Promise<{ readonly deployed: Candidate; readonly variants: Candidate[] }> {
  const { files } = await bundleFiles(root, VIEWER_ENTRY);
  const { [CODE]: code, [SOURCE_MAP]: map } = files;
  if (code === undefined || map === undefined) {
    throw new Error(`The bundle must contain ${CODE} and ${SOURCE_MAP} (got ${Object.keys(files).join(", ")}).`);
  }
  // Node.js loads a source map only if the code refers to it, which the deployed code does not.
  const codeWithReference = Buffer.concat([code, Buffer.from(`//# sourceMappingURL=${SOURCE_MAP}\n`)]);
  return {
    deployed: { ...BUNDLE_RUNTIME, name: "this project", files },
    variants: [
      { ...BUNDLE_RUNTIME, name: "this project, without the source map", files: { [CODE]: code } },
      {
        ...BUNDLE_RUNTIME,
        name: "this project, with node --enable-source-maps",
        files: { [CODE]: codeWithReference, [SOURCE_MAP]: map },
        nodeOptions: ["--enable-source-maps"],
      },
      { ...defaultBundle(root, COMMONJS_ENTRY), name: `this project, ${DEFAULT_BUNDLE}` },
      ...(await schemaCandidates(root, WITH_SCHEMAS)),
    ],
  };
}

/**
 * Bundles a handler with esbuild's defaults for Node.js: as CommonJS, no package is replaced by a stub, and a package's
 * CommonJS modules are preferred to its ES modules.
 *
 * @param contents the module that exports the handler
 */
export function defaultBundle(root: string, contents: string): Pick<Candidate, "runtime" | "handler" | "files"> {
  const { outputFiles } = buildSync({
    stdin: { contents, loader: "ts", resolveDir: root },
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
  return { ...BUNDLE_RUNTIME, files: { "index.js": output.contents } };
}
