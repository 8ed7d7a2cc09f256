import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

/** The variables that a stack and Lambda set. The recycler reads the last two. */
const LAMBDA_ENVIRONMENT = {
  ENV: "dev",
  APP_CONFIG_PATH: "app",
  CACHE_TTL_SECONDS: "300",
  CACHE_MAX_STALE_SECONDS: "3600",
  LOAD_DURING_INIT: "false",
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "AKIAROLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_XRAY_CONTEXT_MISSING: "IGNORE_ERROR",
  FUNCTION_NAME_PREFIX: "app-dev_",
  PARAMETER_PATH: "/dev/app",
};

/**
 * Imports a bundle in a process of its own, in a folder in which no package can be found. Runs code and returns its result.
 *
 * @param code the body of an async function of `bundle`, which has the bundle's exports, and of Lambda's `context`
 * @param before code that runs before the bundle is imported
 */
export async function runBundle(
  files: Readonly<Record<string, Uint8Array>>,
  code: string,
  environment: Readonly<Record<string, string>> = {},
  before = "",
): Promise<unknown> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "bundle-")));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  const script = `
    ${before}
    const bundle = await import("./index.mjs");
    const context = { awsRequestId: "request", getRemainingTimeInMillis: () => 5000 };
    const result = await (async () => { ${code} })();
    process.stdout.write("\\n" + JSON.stringify(result), () => process.exit());`;
  try {
    const options = { cwd: folder, env: { ...LAMBDA_ENVIRONMENT, ...environment } };
    const args = ["--expose-gc", "--input-type=module", "-e", script];
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return JSON.parse(stdout.split("\n").at(-1) ?? "") as unknown; // The lines before it are the log.
  } finally {
    rmSync(folder, { recursive: true });
  }
}
