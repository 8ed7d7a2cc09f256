import { readFileSync, rmSync } from "node:fs";
import { expect } from "chai";
import { bundleFiles } from "../../../infra/bundle/bundleFiles.ts";
import { functionBundle } from "../../../infra/bundle/functionBundle.ts";
import { userFunctionEntry } from "../../../infra/bundle/functionEntry.ts";
import { echoFile, functionsFile, projectWithApp, sectionsFile } from "../../../tools/fakes/projectWithApp.ts";
import { SAMPLE_APP } from "../../../tools/fakes/sampleProject.ts";
import { runBundle } from "./support/runBundle.ts";

const ENTRY = userFunctionEntry({ name: "alpha", reads: ["appConfig"], sections: ["appConfig"] });
const SAMPLE = '{ alpha: { reads: ["appConfig"] }, beta: { reads: [] } }';

/** Runs work with a project whose `app/functions.ts` and `app/alpha.ts` are given. Removes it afterwards. */
async function withProject<T>(
  { functions = functionsFile(SAMPLE), alpha = echoFile("alpha") },
  work: (project: string) => Promise<T>,
): Promise<T> {
  const project = projectWithApp({
    "functions.ts": functions,
    "sections.ts": sectionsFile({ appConfig: "plain" }),
    "alpha.ts": alpha,
    "beta.ts": echoFile("beta"),
  });
  try {
    return await work(project);
  } finally {
    rmSync(project, { recursive: true });
  }
}

const zipOf = (functions: string): Promise<Buffer> =>
  withProject({ functions }, async (project) => readFileSync(await (await functionBundle(project, ENTRY)).path));

const codeOf = (files: { readonly functions?: string; readonly alpha?: string }): Promise<string> =>
  withProject(files, async (project) => {
    const { "index.mjs": code = new Uint8Array() } = (await bundleFiles(project, ENTRY)).files;
    return Buffer.from(code).toString();
  });

describe("a bundle without the settings of app/functions.ts", () => {
  const CHANGES = {
    "other settings of the function": '{ alpha: { reads: ["appConfig"], memorySize: 10239 }, beta: { reads: [] } }',
    "settings of another function": '{ alpha: { reads: ["appConfig"] }, beta: { reads: [], timeoutSeconds: 899 } }',
    "another function on a line of its own":
      '{\n  beta: { reads: [] },\n  gamma: { reads: "all" },\n  alpha: { reads: ["appConfig"] },\n}',
    "a computed setting":
      '{ alpha: { reads: ["appConfig"], environment: { KEY: process.env["HOME"] ?? String(Date.now()) } } }',
  };

  for (const [change, functions] of Object.entries(CHANGES)) {
    it(`has the same bytes with ${change}`, async () => {
      expect((await zipOf(functionsFile(functions))).equals(await zipOf(functionsFile(SAMPLE)))).to.be.true;
    });
  }

  it("contains no setting, and nothing that computes settings", async () => {
    const settings = '{ alpha: { reads: ["appConfig"], memorySize: 10239, environment: { KEY: marker } } }';
    const functions = `import * as pulumi from "@pulumi/pulumi";
      const marker = new pulumi.Config("markerName").require("markerKey");${functionsFile(settings)}`;
    expect(await codeOf({ functions })).not.to.match(/10239|marker|@pulumi\//);
  });

  it("contains a defineHandler that the project extends", async () => {
    const extended = `
      import { handlersFor } from "./runtime/defineHandler.ts";
      export const functions = ${SAMPLE} as const;
      const define = handlersFor();
      export const defineHandler = (name, handle) => define(name, async () => ["extended", await handle()]);`;
    const alpha = `
      import { defineHandler } from "./functions.ts";
      export const handler = defineHandler("alpha", () => "response");`;
    await withProject({ functions: extended, alpha }, async (project) => {
      const entry = userFunctionEntry({ name: "alpha", reads: [], sections: [] });
      const response = await runBundle(
        (await bundleFiles(project, entry)).files,
        "return bundle.handler({}, context);",
      );
      expect(response).to.deep.equal(["extended", "response"]);
    });
  });

  it("is rejected with the fix if the function imports the settings", async () => {
    const alpha = `
      import { defineHandler, functions } from "./functions.ts";
      export const handler = defineHandler("alpha", () => functions.alpha);`;
    const outcome = await codeOf({ alpha }).catch((error: unknown) => String(error));
    expect(outcome).to.include("The code of a function can import only defineHandler from app/functions.ts. Fix: move");
  });

  it("is what app/functions.ts of the sample makes", async () => {
    const functions = SAMPLE_APP["functions.ts"]?.replace("memorySize: 128", "memorySize: 10239") ?? "";
    expect(functions).to.include("10239");
    expect(await codeOf({ functions })).not.to.include("10239");
  });
});
