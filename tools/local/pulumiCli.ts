import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import * as path from "node:path";
import semver from "semver";
import { CliError } from "../lib/cliError.ts";
import { lastLines, runCommand } from "../lib/command.ts";
import { withProgress } from "../lib/output.ts";
import { LOCAL, PULUMI_HOME, ROOT } from "../lib/paths.ts";

const NPM_PACKAGE = path.join(ROOT, "node_modules", "pulumi");
const GO_MOD = path.join(import.meta.dirname, "pulumi-cli", "go.mod");

/** The version of the npm package `pulumi`. An older CLI on PATH is skipped. */
const { version: MINIMUM } = JSON.parse(readFileSync(path.join(NPM_PACKAGE, "package.json"), "utf8")) as {
  version: string;
};

/**
 * Returns the directory of the Pulumi CLI: from PATH, the npm package, or a build from the Go module proxy. The latter two
 * are stored under `.local/`.
 */
export async function findPulumiCli(signal: AbortSignal): Promise<string> {
  const onPath = await cliOnPath(signal);
  if (onPath !== undefined) return onPath;

  const official = path.join(PULUMI_HOME, "versions", MINIMUM, "bin");
  const goMod = createHash("sha256").update(readFileSync(GO_MOD)).digest("hex").slice(0, 16);
  const built = path.join(LOCAL, "pulumi-cli", goMod);
  for (const directory of [official, built]) {
    if (existsSync(path.join(directory, "pulumi"))) return directory;
  }

  const failures: string[] = [];
  for (const obtain of [() => download(official, signal), () => build(built, signal)]) {
    try {
      return await obtain();
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      console.log("  not available");
      failures.push(reason);
    }
  }
  throw new CliError(`The Pulumi CLI is required. Do one of the following:
- Install \`pulumi\` ${MINIMUM} or newer on PATH: https://www.pulumi.com/docs/install/
- Allow this machine access to the internet.
- Install Go, to build the CLI from the Go module proxy: https://go.dev/dl/
${failures.join("\n")}`);
}

async function cliOnPath(signal: AbortSignal): Promise<string | undefined> {
  for (const directory of (process.env["PATH"] ?? "").split(path.delimiter)) {
    // The npm package's own `pulumi` in node_modules/.bin would start a download.
    if (directory.includes("node_modules") || !existsSync(path.join(directory, "pulumi"))) continue;
    const { code, output } = await runCommand(path.join(directory, "pulumi"), ["version"], { signal });
    const version = semver.coerce(output);
    if (code === 0 && version !== null && semver.gte(version, MINIMUM)) return directory;
    console.log(`Skipping ${directory}/pulumi (${output.trim()}): ${MINIMUM} or newer is required.`);
  }
  return undefined;
}

function download(directory: string, signal: AbortSignal): Promise<string> {
  return withProgress(`Downloading the Pulumi CLI ${MINIMUM}`, async () => {
    const env = { ...process.env, PULUMI_HOME, TMPDIR: LOCAL };
    const args = [path.join(NPM_PACKAGE, "run.js"), "version"];
    const { output } = await runCommand(process.execPath, args, { env, signal });
    if (!existsSync(path.join(directory, "pulumi"))) throw new Error(`The download printed:\n${lastLines(output)}`);
    return directory;
  });
}

/** The package of the command. go.mod pins its version. */
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

function build(directory: string, signal: AbortSignal): Promise<string> {
  return withProgress("Building the Pulumi CLI from the Go module proxy (2 to 5 minutes)", async () => {
    // Without this flag the version of the CLI is 3.0.0, which the SDK rejects.
    const version = /pulumi\/pkg\/v3 (v[\d.]+)/.exec(readFileSync(GO_MOD, "utf8"))?.[1] ?? "unknown";
    const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
    mkdirSync(directory, { recursive: true });
    const unfinished = path.join(directory, `pulumi.${process.pid}`);
    const go = async (args: readonly string[], onLine?: (line: string) => void) => {
      const options = { cwd: path.dirname(GO_MOD), signal, ...(onLine === undefined ? {} : { onLine }) };
      const { code, output } = await runCommand("go", args, options);
      if (code !== 0) throw new Error(`The build printed:\n${lastLines(output)}`);
      return output;
    };
    const listed = await go(["list", "-deps", PACKAGE]);
    const progress = progressPrinter(listed.split("\n").filter((line) => isPackage(line)).length);
    await go(["build", "-v", "-o", unfinished, "-ldflags", flags, PACKAGE], progress);
    renameSync(unfinished, path.join(directory, "pulumi"));
    return directory;
  });
}

/** Returns whether a line of `go list` or `go build -v` is a package. Other lines are `go: downloading …`. */
const isPackage = (line: string): boolean => line !== "" && !line.startsWith("go: ");

/** Returns a function that receives the lines of `go build -v`, and prints the progress ten times. */
function progressPrinter(packages: number): (line: string) => void {
  let compiled = 0;
  const tenth = Math.max(1, Math.round(packages / 10));
  return (line) => {
    if (!isPackage(line) || ++compiled % tenth !== 0) return;
    console.log(`  Pulumi CLI: ${compiled} of ${packages} packages compiled`);
  };
}
