import { readFileSync } from "node:fs";
import * as path from "node:path";
import { bundleFiles } from "../../infra/bundle/functionBundle.ts";
import { DEFAULT_BUNDLE, defaultBundle } from "./bundleCandidates.ts";
import { readFiles } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";
import type { PythonInstallation } from "./installPythonPackages.ts";

const NODE_PEERS = [
  { name: "Powertools for AWS Lambda", module: "tools/bench/peers/powertools.ts" },
  { name: "middy, ssm middleware", module: "tools/bench/peers/middy.ts" },
];

/**
 * Returns the alternatives to this project. The Node.js peers are bundled in the same way as this project's handler. One
 * more alias saves them code, because only they load the whole X-Ray SDK.
 *
 * The Python package contains no compiled files and no metadata, which would make it larger.
 */
export function peerCandidates(root: string, python: PythonInstallation): readonly Candidate[] {
  const dependencies = Object.entries(readFiles(python.packageDirectory)).filter(
    ([name]) => !/__pycache__|\.dist-info|^bin\//.test(name),
  );
  const code = readFileSync(path.join(root, "tools/bench/peers/blog_post.py"));
  return [
    ...NODE_PEERS.map(({ name, module }): Candidate => ({
      name,
      runtime: "nodejs24.x",
      handler: "index.handler",
      // The X-Ray SDK uses one function of semver, and only to trace version 2 of the AWS SDK.
      files: bundleFiles(root, module, { semver: "semver/functions/gte.js" }),
    })),
    {
      name: "AWS blog post's function (Python)",
      runtime: "python3.13",
      handler: "blog_post.handler",
      files: { "blog_post.py": code, ...Object.fromEntries(dependencies) },
    },
  ];
}

/** Returns the Node.js peers without this project's bundling options, as esbuild bundles them by default. */
export const defaultPeerCandidates = (root: string): readonly Candidate[] =>
  NODE_PEERS.map(({ name, module }) => ({ ...defaultBundle(root, module), name: `${name}, ${DEFAULT_BUNDLE}` }));
