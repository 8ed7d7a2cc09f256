import "../support/quietTracing.ts";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { buildSync } from "esbuild";
import type { LambdaHandler } from "../../../app/runtime/createHandler.ts";
import { sampleProject } from "../../../tools/fakes/sampleProject.ts";
import { ROOT } from "../../../tools/lib/paths.ts";
import { withEnvironment } from "../support/environment.ts";
import { errorOf } from "../support/failure.ts";
import { context } from "../support/handlerHarness.ts";
import { withOutput } from "../support/output.ts";

const ENTRY = `
  import { handler as definition } from "./app/viewer.ts";
  import { appConfig, appSecrets } from "./app/sections.ts";
  import { start } from "./app/runtime/start.ts";
  export const handler = await start({ name: "viewer", definition, reads: "all", sections: { appConfig, appSecrets } });`;

describe("the handler in a minified bundle", () => {
  let directory: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "bundled-handler-")));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  withEnvironment({ ENV: "dev", APP_CONFIG_PATH: undefined });

  it("throws errors whose stacks have positions in the source files", async () => {
    const root = sampleProject();
    const { warnings } = buildSync({
      stdin: { contents: ENTRY, loader: "ts", resolveDir: root, sourcefile: "entry.ts" },
      absWorkingDir: root,
      outfile: join(directory, "index.mjs"),
      bundle: true,
      minify: true,
      platform: "node",
      target: "node24",
      format: "esm",
      // CommonJS packages need `require`.
      banner: {
        js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
      },
      mainFields: ["module", "main"],
      alias: { "@aws-sdk/credential-provider-node": join(ROOT, "infra/bundle/stubs/lambdaCredentials.ts") },
      sourcemap: true,
      sourcesContent: false,
    });
    expect(warnings).to.deep.equal([]);
    const url = pathToFileURL(join(directory, "index.mjs")).href;
    const { handler } = (await import(url)) as { handler: LambdaHandler };
    // The bundle contains its own ConfigurationError class.
    const { result: error } = await withOutput(() => errorOf(handler({}, context("one"))));
    expect(error.name).to.equal("ConfigurationError");
    expect(error.stack).to.match(/^ConfigurationError: The environment variable APP_CONFIG_PATH is missing or empty/);
    expect(error.stack)
      .to.match(/app\/runtime\/settings\.ts:\d+/)
      .and.to.match(/app\/runtime\/createHandler\.ts:\d+/);
    expect(error.stack).not.to.include("index.mjs");
  });
});
