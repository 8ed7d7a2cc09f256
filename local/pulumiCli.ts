import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import * as path from "node:path";
import semver from "semver";
import { lastLines, runCommand } from "./command.ts";
import { LOCAL, PULUMI_HOME, ROOT } from "./paths.ts";
import { RunError } from "./runError.ts";
import { step } from "./step.ts";

const NPM_PACKAGE = path.join(ROOT, "node_modules", "pulumi");
const GO_MODULE = path.join(import.meta.dirname, "pulumi-cli");
const CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** The version of the npm package `pulumi`: an older CLI on PATH is passed over. */
const { version: OLDEST } = JSON.parse(readFileSync(path.join(NPM_PACKAGE, "package.json"), "utf8")) as {
  version: string;
};

/**
 * Gives the folder of a `pulumi` command: the one on PATH, else the official one by its npm package, else one built
 * from the Go module proxy. The last two are kept under `.local/`.
 */
export async function pulumiCli(signal: AbortSignal): Promise<string> {
  const onPath = await cliOnPath(signal);
  if (onPath !== undefined) return onPath;

  const official = path.join(PULUMI_HOME, "versions", OLDEST, "bin");
  const goModule = createHash("sha256")
    .update(readFileSync(path.join(GO_MODULE, "go.mod")))
    .digest("hex");
  const built = path.join(LOCAL, "pulumi-cli", goModule.slice(0, 16));
  for (const directory of [official, built]) {
    if (existsSync(path.join(directory, "pulumi"))) return directory;
  }

  const download = await step(`Downloading the Pulumi CLI ${OLDEST} (about 150 MB)`, () =>
    downloaded(official, signal),
  );
  if (download === undefined) return official;
  console.log("  it cannot be had here; building the CLI from the Go module proxy instead.");
  const build = await step("Building the Pulumi CLI from Go modules (3 to 5 minutes)", () =>
    builtFromGo(built, signal),
  );
  if (build === undefined) return built;
  throw new RunError(
    "The Pulumi CLI is needed, and there are three ways to it: put `pulumi` on PATH " +
      `(${OLDEST} or newer, https://www.pulumi.com/docs/install/), give this machine internet access, or install Go ` +
      `(https://go.dev/dl/).\nThe download said:\n${download}\nThe build said:\n${build}`,
  );
}

async function cliOnPath(signal: AbortSignal): Promise<string | undefined> {
  for (const directory of (process.env["PATH"] ?? "").split(path.delimiter)) {
    // In node_modules/.bin lies the npm package's own `pulumi`, which begins with a download.
    if (directory.includes("node_modules") || !existsSync(path.join(directory, "pulumi"))) continue;
    const { code, output } = await runCommand(path.join(directory, "pulumi"), ["version"], { signal });
    const version = semver.coerce(output);
    if (code === 0 && version !== null && semver.gte(version, OLDEST)) return directory;
    console.log(`Passing over ${directory}/pulumi: it is ${output.trim()}, and ${OLDEST} or newer is needed.`);
  }
  return undefined;
}

/** Gives undefined when it worked, else why not. */
async function downloaded(directory: string, signal: AbortSignal): Promise<string | undefined> {
  const env = { ...process.env, PULUMI_HOME };
  const { output } = await runCommand(process.execPath, [path.join(NPM_PACKAGE, "run.js"), "version"], { env, signal });
  return existsSync(path.join(directory, "pulumi")) ? undefined : lastLines(output);
}

/** Gives undefined when it worked, else why not. */
async function builtFromGo(directory: string, signal: AbortSignal): Promise<string | undefined> {
  const list = await runCommand("go", ["list", "-f", "{{.Module.Version}}", CLI_PACKAGE], { cwd: GO_MODULE, signal });
  if (list.code !== 0) return lastLines(list.output);
  // Without a version of its own the CLI calls itself 3.0.0, and the SDK refuses it.
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${list.output.trim()}`;
  mkdirSync(directory, { recursive: true });
  const unfinished = path.join(directory, `pulumi.${process.pid}`);
  const args = ["build", "-o", unfinished, "-ldflags", flags, CLI_PACKAGE];
  const build = await runCommand("go", args, { cwd: GO_MODULE, signal });
  if (build.code !== 0) return lastLines(build.output);
  renameSync(unfinished, path.join(directory, "pulumi"));
  return undefined;
}
