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

/** The number of processes for end-to-end tests. Each has its own emulator and stacks, and mostly waits for them. */
const END_TO_END_PROCESSES = 2;

const specs = (pattern: string): string[] => globSync(pattern, { cwd: ROOT }).sort();

const endToEnd = specs("test/e2e/**/*.spec.ts");

const ofTools = specs("test/{docs,tools}/**/*.spec.ts");

const others = specs("test/**/*.spec.ts").filter((file) => ![...endToEnd, ...ofTools].includes(file));

/** The lanes run at the same time. Each lane runs its checks in sequence. */
const LANES: readonly (readonly Check[])[] = [
  ...Array.from({ length: END_TO_END_PROCESSES }, (_, lane) => [
    {
      name: `end-to-end tests, part ${lane + 1} of ${END_TO_END_PROCESSES}`,
      command: "mocha",
      args: endToEnd.filter((_file, index) => index % END_TO_END_PROCESSES === lane),
    },
  ]),
  [
    { name: "ESLint", command: "eslint", args: [".", "--max-warnings", "0"] },
    { name: "Prettier", command: "prettier", args: ["--check", ".", "--log-level", "warn"] },
    { name: "spelling and words", command: "cspell", args: ["lint", "--no-progress", "--no-summary"] },
    { name: "TypeScript", command: "tsc", args: [] },
    { name: "TypeScript of the report's page", command: "tsc", args: ["-p", "tools/report/page"] },
    { name: "tests of tools/ and of the documents", command: "mocha", args: ofTools },
    { name: "unit tests of app/ and infra/", command: "mocha", args: others, coverage: true },
  ],
];

/** Runs a check, and prints its output when it ends. Returns the number of its tests, or 1 for a check without tests. */
async function run({ name, command, args, coverage }: Check): Promise<Count> {
  const startedMs = performance.now();
  const env = { ...process.env, ...(coverage === true ? { NODE_V8_COVERAGE: COVERAGE } : {}) };
  const { code, output } = await runCommand(path.join(NODE_BIN, command), args, { cwd: ROOT, env });
  const duration = `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  console.log(`\n=== ${name}: ${code === 0 ? "passed" : "FAILED"} in ${duration}\n${output.trimEnd()}`);
  // Parses the summary of mocha's spec reporter.
  const number = (word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}\\b`, "m").exec(output)?.[1] ?? 0);
  const count = { passed: number("passing"), failed: number("failing") };
  if (code !== 0) return { ...count, failed: Math.max(1, count.failed) };
  return count.passed > 0 ? count : { passed: 1, failed: 0 };
}

async function runLane(lane: readonly Check[]): Promise<Count[]> {
  const counts: Count[] = [];
  for (const check of lane) counts.push(await run(check));
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
  const counts = (await Promise.all(LANES.map(runLane))).flat();
  counts.push(await checkCoverage());
  const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
  if (sum("failed") > 0) process.exitCode = 1;
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
}

await main().catch(exitWithError);
