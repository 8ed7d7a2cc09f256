import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import * as path from "node:path";
import semver from "semver";
import { CliError } from "../lib/cliError.ts";
import { lastLines, runCommand } from "../lib/command.ts";
import { LOCAL, PULUMI_HOME, ROOT } from "../lib/paths.ts";
import { withProgress } from "../lib/withProgress.ts";

const NPM_PACKAGE = path.join(ROOT, "node_modules", "pulumi");
const GO_MOD = path.join(import.meta.dirname, "pulumi-cli", "go.mod");

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
      console.log("  not available here.");
      failures.push(reason);
    }
  }
  throw new CliError(
    `The Pulumi CLI is needed, and there are three ways to it: put \`pulumi\` ${OLDEST} or newer on PATH ` +
      "(https://www.pulumi.com/docs/install/), give this machine internet access, or install Go (https://go.dev/dl/) " +
      `for the Go module proxy.\n${failures.join("\n")}`,
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

function download(directory: string, signal: AbortSignal): Promise<string> {
  return withProgress(`Downloading the Pulumi CLI ${OLDEST}`, async () => {
    const env = { ...process.env, PULUMI_HOME, TMPDIR: LOCAL };
    const args = [path.join(NPM_PACKAGE, "run.js"), "version"];
    const { output } = await runCommand(process.execPath, args, { env, signal });
    if (!existsSync(path.join(directory, "pulumi"))) throw new Error(`The download printed:\n${lastLines(output)}`);
    return directory;
  });
}

/** What is built: the command's package, of the version that go.mod pins. */
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

function build(directory: string, signal: AbortSignal): Promise<string> {
  return withProgress("Building the Pulumi CLI from the Go module proxy (2 to 5 minutes)", async () => {
    // Without a version of its own the CLI calls itself 3.0.0, and the SDK rejects it.
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
    const progress = compileProgress(listed.split("\n").filter((line) => isPackage(line)).length);
    await go(["build", "-v", "-o", unfinished, "-ldflags", flags, PACKAGE], progress);
    renameSync(unfinished, path.join(directory, "pulumi"));
    return directory;
  });
}

/** `go list` and `go build -v` print one package a line, and `go: downloading …` between them. */
const isPackage = (line: string): boolean => line !== "" && !line.startsWith("go: ");

/** Returns a reader of the lines of `go build -v` that prints how many packages are compiled, ten times in all. */
function compileProgress(packages: number): (line: string) => void {
  let compiled = 0;
  const tenth = Math.max(1, Math.round(packages / 10));
  return (line) => {
    if (!isPackage(line) || ++compiled % tenth !== 0) return;
    console.log(`  Pulumi CLI: ${compiled} of ${packages} packages compiled`);
  };
}
