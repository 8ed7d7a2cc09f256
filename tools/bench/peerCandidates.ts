import { readFileSync } from "node:fs";
import * as path from "node:path";
import { bundleFiles } from "../../infra/bundle/bundleFiles.ts";
import { BUNDLE_RUNTIME } from "../../infra/bundle/functionBundle.ts";
import type { FunctionEntry } from "../../infra/bundle/functionEntry.ts";
import { DEFAULT_BUNDLE, defaultBundle } from "./bundleCandidates.ts";
import { readFiles } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";
import type { PythonInstallation } from "./installPythonPackages.ts";

const NODE_PEERS = [
  { name: "Powertools for AWS Lambda", module: "tools/bench/peers/powertools.ts" },
  { name: "middy, ssm middleware", module: "tools/bench/peers/middy.ts" },
];

const EARLY_PEERS = [
  { name: "Powertools, with top-level await", module: "tools/bench/peers/powertoolsTopLevelAwait.ts" },
  { name: "middy, with its prefetch", module: "tools/bench/peers/middyPrefetch.ts" },
];

/**
 * Returns the alternatives to this project. The Node.js peers are bundled in the same way as this project's handler. One
 * more alias saves them code, because only they load the whole X-Ray SDK.
 *
 * The Python package contains no compiled files and no metadata, which would make it larger.
 */
export async function peerCandidates(root: string, python: PythonInstallation): Promise<readonly Candidate[]> {
  const dependencies = Object.entries(readFiles(python.packageDirectory)).filter(
    ([name]) => !/__pycache__|\.dist-info|^bin\//.test(name),
  );
  const code = readFileSync(path.join(root, "tools/bench/peers/blog_post.py"));
  return [
    ...(await bundlePeers(root, NODE_PEERS)),
    {
      name: "AWS blog post's function (Python)",
      runtime: "python3.13",
      handler: "blog_post.handler",
      files: { "blog_post.py": code, ...Object.fromEntries(dependencies) },
    },
  ];
}

/** Returns the Node.js peers that load before the first invocation, bundled in the same way. */
export const earlyPeerCandidates = (root: string): Promise<readonly Candidate[]> => bundlePeers(root, EARLY_PEERS);

const bundlePeers = (root: string, peers: typeof NODE_PEERS): Promise<readonly Candidate[]> =>
  Promise.all(
    peers.map(async ({ name, module }) => {
      // The X-Ray SDK uses one function of semver, and only to trace version 2 of the AWS SDK.
      const { files } = await bundleFiles(root, peerEntry(module), { semver: "semver/functions/gte.js" });
      return { ...BUNDLE_RUNTIME, name, files };
    }),
  );

const peerEntry = (module: string): FunctionEntry => ({
  client: "@aws-sdk/client-ssm",
  contents: `export { handler } from "./${module}";`,
});

/** Returns the Node.js peers without this project's bundling options, as esbuild bundles them by default. */
export const defaultPeerCandidates = (root: string): readonly Candidate[] =>
  NODE_PEERS.map(({ name, module }) => ({
    ...defaultBundle(root, peerEntry(module).contents),
    name: `${name}, ${DEFAULT_BUNDLE}`,
  }));
