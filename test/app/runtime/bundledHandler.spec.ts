import "../support/quietTracing.ts";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { buildSync } from "esbuild";
import type { Handler } from "../../../app/runtime/createHandler.ts";
import { withEnvironment } from "../support/environment.ts";
import { withOutput } from "../support/output.ts";

const root = join(import.meta.dirname, "../../..");

describe("the handler in a minified CommonJS bundle", () => {
  let directory: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "bundled-handler-")));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  withEnvironment({ ENV: "dev", APP_CONFIG_PATH: undefined });

  it("throws errors whose stacks have positions in the source files", async () => {
    const { warnings } = buildSync({
      entryPoints: [join(root, "app/viewer.ts")],
      absWorkingDir: root,
      outfile: join(directory, "index.js"),
      bundle: true,
      minify: true,
      platform: "node",
      target: "node24",
      format: "cjs",
      mainFields: ["module", "main"],
      alias: { "@aws-sdk/credential-provider-node": join(root, "infra/bundle/stubs/lambdaCredentials.ts") },
      sourcemap: true,
      sourcesContent: false,
    });
    expect(warnings).to.deep.equal([]);
    const { handler } = createRequire(import.meta.url)(join(directory, "index.js")) as { handler: Handler };
    // The bundle contains its own ConfigurationError class.
    const { result: error } = await withOutput(() => handler().catch((thrown: unknown) => thrown as Error));
    if (!(error instanceof Error)) expect.fail("no error");
    expect(error.name).to.equal("ConfigurationError");
    expect(error.stack).to.match(/^ConfigurationError: The environment variable APP_CONFIG_PATH is missing or empty/);
    expect(error.stack)
      .to.match(/app\/runtime\/settings\.ts:\d+/)
      .and.to.match(/app\/runtime\/createHandler\.ts:\d+/);
    expect(error.stack).not.to.include("index.js");
  });
});
