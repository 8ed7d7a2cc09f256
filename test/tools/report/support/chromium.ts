import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { CliError } from "../../../../tools/lib/cliError.ts";
import { lastLines, runCommand } from "../../../../tools/lib/command.ts";
import { withProgress } from "../../../../tools/lib/output.ts";
import { LOCAL } from "../../../../tools/lib/paths.ts";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome"];

/** The directory with the lock file of the npm package that contains Chromium. */
const PACKAGE_DIRECTORY = path.join(import.meta.dirname, "chromium");

/**
 * Starts Chromium from PATH, or from an npm package that is installed under `.local/`. The package needs no root access
 * and no other download, only the system libraries nss and expat.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await installChromium(new AbortController().signal);
  // Chromium runs as root only without a sandbox. It opens only this project's own files.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** Returns the path of Chromium. Installs it first if the machine has none. */
export const installChromium = async (signal: AbortSignal): Promise<string> => findOnPath() ?? installPackage(signal);

function findOnPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.flatMap((folder) => COMMANDS.map((command) => path.join(folder, command))).find(existsSync);
}

async function installPackage(signal: AbortSignal): Promise<string> {
  const lock = readFileSync(path.join(PACKAGE_DIRECTORY, "package-lock.json"), "utf8");
  const version = /"@sparticuz\/chromium": "([\d.]+)"/.exec(lock)?.[1] ?? "";
  const folder = path.join(LOCAL, `chromium-${version}`);
  const executable = path.join(folder, "chromium");
  if (existsSync(executable)) return executable;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new CliError(`The tests of the report need Chromium. Put ${COMMANDS.join(" or ")} on PATH and run again.`);
  }
  await withProgress(`Installing Chromium for the tests into ${folder} (350 MB)`, async () => {
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      copyFileSync(path.join(PACKAGE_DIRECTORY, file), path.join(folder, file));
    }
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder, signal);
    // The package unpacks Chromium into the directory for temporary files, which `run` sets to `folder`.
    const unpack = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
    await run(process.execPath, ["--input-type=module", "--eval", unpack], folder, signal);
  });
  return executable;
}

async function run(command: string, args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  const { code, output } = await runCommand(command, args, { cwd, signal, env: { ...process.env, TMPDIR: cwd } });
  if (code === 0) return;
  throw new CliError(
    "Cannot install Chromium from the npm registry. Put chromium on PATH (on Debian and Ubuntu: " +
      `\`apt install chromium\`) and run again.\n${lastLines(output)}`,
  );
}
