import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { chromium, type Browser } from "playwright-core";
import { lastLines, runCommand } from "../../../local/command.ts";
import { LOCAL } from "../../../local/paths.ts";
import { RunError } from "../../../local/runError.ts";
import { step } from "../../../local/step.ts";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome"];

/** Has the lock file of the package that a Chromium comes in. */
const PACKAGE = path.join(import.meta.dirname, "chromium");

/**
 * Starts the machine's own Chromium, or else the one of an npm package, kept under `.local/`: that needs neither root
 * nor a download of the browser's own, only the libraries nss and expat.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await chromiumExecutable(new AbortController().signal);
  // Without a sandbox it runs as root too; it opens nothing but this project's own file.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** Returns the path of a Chromium; installs one first if the machine has none. */
export const chromiumExecutable = async (signal: AbortSignal): Promise<string> => onPath() ?? fromPackage(signal);

function onPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.flatMap((folder) => COMMANDS.map((command) => path.join(folder, command))).find(existsSync);
}

async function fromPackage(signal: AbortSignal): Promise<string> {
  const lock = readFileSync(path.join(PACKAGE, "package-lock.json"), "utf8");
  const version = /"@sparticuz\/chromium": "([\d.]+)"/.exec(lock)?.[1] ?? "";
  const folder = path.join(LOCAL, `chromium-${version}`);
  const executable = path.join(folder, "chromium");
  if (existsSync(executable)) return executable;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new RunError(`The report is looked at in a browser: put ${COMMANDS.join(" or ")} on PATH and run again.`);
  }
  await step(`Installing a Chromium for the tests into ${folder} (350 MB)`, async () => {
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      copyFileSync(path.join(PACKAGE, file), path.join(folder, file));
    }
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder, signal);
    // It unpacks itself into the folder for temporary files.
    const unpack = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
    await run(process.execPath, ["--input-type=module", "--eval", unpack], folder, signal);
  });
  return executable;
}

async function run(command: string, args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  const { code, output } = await runCommand(command, args, { cwd, signal, env: { ...process.env, TMPDIR: cwd } });
  if (code === 0) return;
  throw new RunError(
    "A Chromium for the tests cannot be had from the npm registry: put chromium on PATH (on Debian and Ubuntu: " +
      `\`apt install chromium\`) and run again.\n${lastLines(output)}`,
  );
}
