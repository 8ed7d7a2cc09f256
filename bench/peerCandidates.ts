import { readFileSync } from "node:fs";
import * as path from "node:path";
import { bundledFiles } from "../infra/functionBundle.ts";
import type { Candidate } from "./candidate.ts";
import { BY_DEFAULT, defaultBundle } from "./defaultBundle.ts";
import { folderFiles } from "./folderFiles.ts";
import type { PythonFolders } from "./installPythonPackages.ts";

const NODE_PEERS = [
  { name: "Powertools for AWS Lambda", module: "bench/peers/powertools.ts" },
  { name: "middy, ssm middleware", module: "bench/peers/middy.ts" },
];

/**
 * What users would take instead. The Node.js ones are bundled by the same code as this project's handler, which knows
 * Lambda's credentials, and with one saving more, that theirs alone needs since they load all of the X-Ray SDK. The
 * Python package holds neither compiled files nor metadata: those would make it larger.
 */
export function peerCandidates(root: string, python: PythonFolders): readonly Candidate[] {
  const needed = Object.entries(folderFiles(python.packaged)).filter(
    ([name]) => !/__pycache__|\.dist-info|^bin\//.test(name),
  );
  const code = readFileSync(path.join(root, "bench/peers/post.py"));
  return [
    ...NODE_PEERS.map(({ name, module }): Candidate => ({
      name,
      runtime: "nodejs24.x",
      handler: "index.handler",
      // The X-Ray SDK asks semver one thing, and only where version 2 of the AWS SDK is captured.
      files: bundledFiles(root, module, { semver: "semver/functions/gte.js" }),
    })),
    {
      name: "the post's function (Python)",
      runtime: "python3.13",
      handler: "post.handler",
      files: { "post.py": code, ...Object.fromEntries(needed) },
    },
  ];
}

/** The Node.js ones without what this project knows about bundling, as their users have them. */
export const peersByDefault = (root: string): readonly Candidate[] =>
  NODE_PEERS.map(({ name, module }) => ({ ...defaultBundle(root, module), name: `${name}, ${BY_DEFAULT}` }));
