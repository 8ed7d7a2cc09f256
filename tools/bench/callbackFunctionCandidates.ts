import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { serializeFactory } from "./callbackFactory.ts";
import { readFiles } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";

/** The dependencies of this project that the handler imports, or that a package needs which it imports. */
const IMPORTED_PACKAGES = new Set([
  "@aws-sdk/client-ssm",
  "@smithy/core",
  "@smithy/node-http-handler",
  "aws-xray-sdk-core",
]);

/** Returns what `new aws.lambda.CallbackFunction(…)` deploys for the same handler. */
export async function callbackFunctionCandidates(root: string): Promise<{
  /** With `codePathOptions` that exclude every dependency that the handler does not import. */
  readonly importedOnly: Candidate;
  /** With all dependencies of the project, except Pulumi's own packages. */
  readonly byDefault: Candidate;
}> {
  const code = { "__index.js": Buffer.from(await serializeFactory(root)) };
  const notImported = Object.keys(readDependencies(root)).filter((name) => !IMPORTED_PACKAGES.has(name));
  const shared = { runtime: "nodejs24.x", handler: "__index.handler" } as const;
  return {
    importedOnly: {
      ...shared,
      name: "CallbackFunction, imported packages only",
      files: { ...code, ...(await collectPackageFiles(root, notImported)) },
    },
    byDefault: {
      ...shared,
      name: "CallbackFunction, default options",
      files: { ...code, ...(await collectPackageFiles(root, [])) },
    },
  };
}

function readDependencies(root: string): Readonly<Record<string, string>> {
  const manifest = readFileSync(path.join(root, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> }).dependencies;
}

/** Reads the files of the packages that Pulumi finds in the working directory, which must be the project's. */
async function collectPackageFiles(root: string, extraExcludePackages: string[]): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const [name, asset] of await pulumi.runtime.computeCodePaths({ extraExcludePackages })) {
    if (!(asset instanceof pulumi.asset.FileArchive)) throw new Error(`${name} must be a directory.`);
    const directory = path.resolve(root, await asset.path);
    for (const [file, content] of Object.entries(readFiles(directory))) files[path.join(name, file)] = content;
  }
  return files;
}
