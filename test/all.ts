import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, rmSync } from "node:fs";
import * as path from "node:path";
import { exitWithError } from "../tools/lib/cliError.ts";
import { runCommand } from "../tools/lib/command.ts";
import { parseCommandLine } from "../tools/lib/parseCommandLine.ts";
import { NODE_BIN, ROOT } from "../tools/lib/paths.ts";
import { runConcurrently } from "../tools/lib/runConcurrently.ts";
import { findPulumiCli } from "../tools/local/pulumiCli.ts";
import { preparePythonEnvironment } from "../tools/local/pythonEnvironment.ts";
import { installChromium } from "./tools/report/support/chromium.ts";
import { installMoto } from "./tools/report/support/motoXray.ts";

const HELP = `Runs every check of the project: ESLint, Prettier, spelling, TypeScript, all tests and the coverage of infra/ and app/runtime/.
The last line is the number of checks and tests that passed and failed.

  npm test             install what is missing, run all checks
  npm test -- --help   show this`;

/** A command of `node_modules/.bin`. */
interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whether to measure which lines of `infra/` and `app/` the check runs, which makes it slower by half. */
  readonly coverage?: true;
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** The directory from which c8 reads the coverage of the tests. */
const COVERAGE = path.join(ROOT, "coverage", "tmp");

/** The directory where Node.js keeps the compiled code of the modules that it loads. */
const COMPILE_CACHE = path.join(ROOT, ".local", "compile-cache");

/** The number of processes for end-to-end tests. Each has its own emulator and stacks. */
const END_TO_END_PARTS = 4;

/** The number of checks that run at the same time, whatever the number of CPUs: end-to-end tests mostly wait. */
const CONCURRENT_CHECKS = 4;

const specs = (pattern: string): string[] => globSync(pattern, { cwd: ROOT }).sort();

const endToEnd = specs("test/e2e/**/*.spec.ts");

const ofTools = specs("test/{docs,tools}/**/*.spec.ts");

const others = specs("test/**/*.spec.ts").filter((file) => ![...endToEnd, ...ofTools].includes(file));

const endToEndPart = (part: number): Check => ({
  name: `end-to-end tests, part ${part} of ${END_TO_END_PARTS}`,
  command: "mocha",
  args: endToEnd.filter((_file, index) => index % END_TO_END_PARTS === part - 1),
});

/** In the order of their start: short checks are last, and checks that only compute run while end-to-end tests wait. */
const CHECKS: readonly Check[] = [
  endToEndPart(1),
  endToEndPart(3),
  { name: "ESLint", command: "eslint", args: [".", "--max-warnings", "0"] },
  { name: "tests of tools/ and of the documents", command: "mocha", args: ofTools },
  endToEndPart(4),
  endToEndPart(2),
  { name: "unit tests of app/ and infra/", command: "mocha", args: others, coverage: true },
  { name: "TypeScript", command: "tsc", args: [] },
  { name: "Prettier", command: "prettier", args: ["--check", ".", "--log-level", "warn"] },
  { name: "spelling and words", command: "cspell", args: ["lint", "--no-progress", "--no-summary"] },
  { name: "TypeScript of the report's page", command: "tsc", args: ["-p", "tools/report/page"] },
];

/** Runs a check, and prints its output when it ends. Returns the number of its tests, or 1 for a check without tests. */
async function run({ name, command, args, coverage }: Check): Promise<Count> {
  const startedMs = performance.now();
  // Coverage is not precise for code from the compile cache.
  const env = {
    ...process.env,
    ...(coverage === true ? { NODE_V8_COVERAGE: COVERAGE } : { NODE_COMPILE_CACHE: COMPILE_CACHE }),
  };
  const { code, output } = await runCommand(path.join(NODE_BIN, command), args, { cwd: ROOT, env });
  const duration = `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  console.log(`\n=== ${name}: ${code === 0 ? "passed" : "FAILED"} in ${duration}\n${output.trimEnd()}`);
  // Parses the summary of mocha's spec reporter.
  const number = (word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}\\b`, "m").exec(output)?.[1] ?? 0);
  const count = { passed: number("passing"), failed: number("failing") };
  if (code !== 0) return { ...count, failed: Math.max(1, count.failed) };
  return count.passed > 0 ? count : { passed: 1, failed: 0 };
}

/** Runs the checks, `CONCURRENT_CHECKS` at a time. */
async function runAll(): Promise<Count[]> {
  const counts: Count[] = [];
  const waiting = [...CHECKS];
  const runWaiting = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) counts.push(await run(check));
  };
  await Promise.all(Array.from({ length: CONCURRENT_CHECKS }, runWaiting));
  return counts;
}

/** Prints the coverage. A file of `infra/` or `app/runtime/` under the limit of .c8rc.json counts as a failure. */
async function checkCoverage(): Promise<Count> {
  const args = ["report", "--temp-directory", COVERAGE];
  const [code] = (await once(spawn(path.join(NODE_BIN, "c8"), args, { cwd: ROOT, stdio: "inherit" }), "exit")) as [
    number | null,
  ];
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function main(): Promise<void> {
  parseCommandLine(HELP, {});
  const { signal } = new AbortController();
  await runConcurrently(signal, preparePythonEnvironment, findPulumiCli, installMoto, installChromium);
  rmSync(COVERAGE, { recursive: true, force: true });
  console.log("Running the checks and tests. Each prints its output when it ends.");
  const counts = await runAll();
  counts.push(await checkCoverage());
  const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
  if (sum("failed") > 0) process.exitCode = 1;
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
}

await main().catch(exitWithError);
