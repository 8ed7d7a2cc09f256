import * as path from "node:path";
import { bundleCandidates } from "./bundleCandidates.ts";
import { callbackFunctionCandidates } from "./callbackFunctionCandidates.ts";
import { unpack, type Candidate } from "./candidate.ts";
import { folderFiles } from "./folderFiles.ts";
import type { Candidates } from "./suite.ts";
import { peerCandidates, peersByDefault } from "./peerCandidates.ts";
import type { PythonFolders } from "./installPythonPackages.ts";

const BARE: Readonly<Record<Candidate["runtime"], Candidate>> = {
  "nodejs24.x": {
    name: "bare Node.js, an empty file",
    runtime: "nodejs24.x",
    handler: "index.handler",
    files: { "index.js": new Uint8Array() },
  },
  "python3.13": {
    name: "bare Python, an empty file",
    runtime: "python3.13",
    handler: "index.handler",
    files: { "index.py": new Uint8Array() },
  },
};

/** Packages all candidates and unpacks them under a folder that finds no package but theirs. */
export async function unpackedCandidates(root: string, directory: string, python: PythonFolders): Promise<Candidates> {
  let count = 0;
  const unpacked = (candidate: Candidate) => unpack(candidate, path.join(directory, String(count++)), python);
  const bundles = bundleCandidates(root);
  const callbackFunctions = await callbackFunctionCandidates(root);
  const sizes = Object.entries(folderFiles(python.runtime)).map(([name, { byteLength }]) =>
    name.includes("__pycache__") ? 0 : byteLength,
  );
  return {
    bare: { "nodejs24.x": unpacked(BARE["nodejs24.x"]), "python3.13": unpacked(BARE["python3.13"]) },
    ours: unpacked(bundles.deployed),
    peers: peerCandidates(root, python).map(unpacked),
    peersByDefault: peersByDefault(root).map(unpacked),
    callbackFunction: unpacked(callbackFunctions.lean),
    variants: [...bundles.others, callbackFunctions.byDefault].map(unpacked),
    pythonRuntimeBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
