import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { serializedFactory } from "./callbackFactory.ts";
import type { Candidate } from "./candidate.ts";
import { folderFiles } from "./folderFiles.ts";

/** The packages that the code under `app/` imports. */
const IMPORTED = new Set(["@aws-sdk/client-ssm", "@smithy/core", "aws-xray-sdk-core"]);

/**
 * What `new aws.lambda.CallbackFunction(…)` deploys for the same handler: by default with all dependencies of the
 * project but Pulumi's own, and with `codePathOptions` that leave out each one the handler does not import.
 */
export async function callbackFunctionCandidates(
  root: string,
): Promise<{ readonly lean: Candidate; readonly byDefault: Candidate }> {
  const code = { "__index.js": Buffer.from(await serializedFactory(root)) };
  const notImported = Object.keys(dependenciesOf(root)).filter((name) => !IMPORTED.has(name));
  const shared = { runtime: "nodejs24.x", handler: "__index.handler" } as const;
  return {
    lean: {
      ...shared,
      name: "CallbackFunction, packages it imports",
      files: { ...code, ...(await packageFiles(root, notImported)) },
    },
    byDefault: {
      ...shared,
      name: "CallbackFunction, by default",
      files: { ...code, ...(await packageFiles(root, [])) },
    },
  };
}

function dependenciesOf(root: string): Readonly<Record<string, string>> {
  const manifest = readFileSync(path.join(root, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> }).dependencies;
}

/** The files of the packages that Pulumi finds in the working directory, which must be the project's folder. */
async function packageFiles(root: string, extraExcludePackages: string[]): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const [name, asset] of await pulumi.runtime.computeCodePaths({ extraExcludePackages })) {
    if (!(asset instanceof pulumi.asset.FileArchive)) throw new Error(`${name} must be a folder.`);
    const folder = path.resolve(root, await asset.path);
    for (const [file, content] of Object.entries(folderFiles(folder))) files[path.join(name, file)] = content;
  }
  return files;
}
