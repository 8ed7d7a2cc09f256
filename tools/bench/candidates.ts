import * as path from "node:path";
import { bundleCandidates } from "./bundleCandidates.ts";
import { BY_NAMES, byNamesCandidate } from "./byNamesCandidate.ts";
import { callbackFunctionCandidates } from "./callbackFunctionCandidates.ts";
import { readFiles, unpack } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";
import type { Runtime } from "./environmentVariables.ts";
import type { PythonInstallation } from "./installPythonPackages.ts";
import { loadPartCandidates } from "./loadParts.ts";
import { defaultPeerCandidates, earlyPeerCandidates, peerCandidates } from "./peerCandidates.ts";
import type { Candidates } from "./suite.ts";

const BASELINES: Readonly<Record<Runtime, Candidate>> = {
  "nodejs24.x": {
    name: "Node.js with an empty file",
    runtime: "nodejs24.x",
    handler: "index.handler",
    files: { "index.js": new Uint8Array() },
  },
  "python3.13": {
    name: "Python with an empty file",
    runtime: "python3.13",
    handler: "index.handler",
    files: { "index.py": new Uint8Array() },
  },
};

/**
 * Packages all candidates and unpacks each one into its own directory.
 *
 * @param directory a directory outside the project, so that candidates find only their own packages
 */
export async function prepareCandidates(
  root: string,
  directory: string,
  python: PythonInstallation,
): Promise<Candidates> {
  let count = 0;
  const unpackNext = (candidate: Candidate) => unpack(candidate, path.join(directory, String(count++)), python);
  const bundles = await bundleCandidates(root);
  const callbackFunctions = await callbackFunctionCandidates(root);
  const sizes = Object.entries(readFiles(python.runtimeDirectory)).map(([name, { byteLength }]) =>
    name.includes("__pycache__") ? 0 : byteLength,
  );
  return {
    baselines: { "nodejs24.x": unpackNext(BASELINES["nodejs24.x"]), "python3.13": unpackNext(BASELINES["python3.13"]) },
    project: unpackNext(bundles.deployed),
    peers: (await peerCandidates(root, python)).map(unpackNext),
    earlyPeers: (await earlyPeerCandidates(root)).map(unpackNext),
    defaultPeers: defaultPeerCandidates(root).map(unpackNext),
    callbackFunction: unpackNext(callbackFunctions.importedOnly),
    variants: [...bundles.variants, callbackFunctions.byDefault].map(unpackNext),
    loadParts: (await loadPartCandidates(root)).map(unpackNext),
    byNames: new Map(
      await Promise.all(
        BY_NAMES.map(async (count) => [count, unpackNext(await byNamesCandidate(root, count))] as const),
      ),
    ),
    pythonRuntimeBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
