import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, loadavg, platform, tmpdir } from "node:os";
import * as path from "node:path";
import { BENCH_RESULTS } from "../bench/benchResults.ts";
import { prepareCandidates } from "../bench/candidates.ts";
import { coldStartSuite } from "../bench/cpu/coldStartSuite.ts";
import { functionSuite } from "../bench/functionSuite.ts";
import { growthSuite } from "../bench/growthSuite.ts";
import { installPythonPackages } from "../bench/installPythonPackages.ts";
import { packageSuite } from "../bench/packageSuite.ts";
import type { Suite, SuiteReport } from "../bench/suite.ts";
import { upSuite } from "../bench/upSuite.ts";
import { writeGeneratedFiles } from "../docs/generatedFiles.ts";
import { CliError, exitWithError } from "../lib/cliError.ts";
import { abortOnInterrupt, rejectOnAbort } from "../lib/interrupt.ts";
import { parseCommandLine } from "../lib/parseCommandLine.ts";
import { ROOT } from "../lib/paths.ts";
import { startLocalRun } from "../local/localRun.ts";

const SUITES: Readonly<Record<string, { readonly title: string; readonly measure: Suite }>> = {
  package: { title: "Package size and load time", measure: packageSuite },
  function: { title: "Invocations", measure: functionSuite },
  cold: { title: "Cold starts with the CPU that Lambda gives", measure: coldStartSuite },
  growth: { title: "Growth", measure: growthSuite },
  up: { title: "Deployments", measure: upSuite },
};

const NAMES = Object.keys(SUITES).join(", ");

const HELP = `Compares this project with its peers on this machine, in 25 to 35 minutes.
Writes tools/bench/results.json and docs/benchmarks.md.

  npm run bench                      run all suites
  npm run bench -- --only=package    run one suite (${NAMES}) and write no file
  npm run bench -- --help            show this`;

function chosenSuites() {
  const { only } = parseCommandLine(HELP, { only: { type: "string" } });
  const all = Object.entries(SUITES);
  const chosen = all.filter(([name]) => only === undefined || name === only);
  if (chosen.length === 0) throw new CliError(`--only must be one of ${NAMES} (got ${only ?? ""}).`);
  return { chosen, isFullRun: chosen.length === all.length };
}

/** Returns the facts about the machine that affect the figures. None of them identifies it. */
const machineInfo = () => ({
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  platform: `${platform()} ${arch()}`,
  cores: availableParallelism(),
  /** The average of the last minute. */
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(1)),
});

async function main(directory: string, signal: AbortSignal): Promise<void> {
  const { chosen, isFullRun } = chosenSuites();
  // Pulumi looks for package.json in the working directory.
  process.chdir(ROOT);
  const candidates = await prepareCandidates(ROOT, directory, await installPythonPackages(signal));
  const run = await startLocalRun({ provider: "local", signal });
  const reports: Record<string, SuiteReport> = {};
  const before = machineInfo();
  try {
    for (const [name, { title, measure }] of chosen) {
      console.error(`Measuring: ${title} …`);
      // Fails if the emulator dies or the command is interrupted.
      const report = await Promise.race([measure({ run, candidates }), run.emulator.died, rejectOnAbort(signal)]);
      reports[name] = report;
      console.log(`\n## ${title}\n\n${report.markdown}`);
    }
  } finally {
    await run.stop();
  }
  const machine = { ...before, loadAverageAtEnd: machineInfo().loadAverage };
  const targets = Object.values(reports).flatMap((report) => report.targets);
  if (targets.length > 0) console.log("\n## Targets\n");
  for (const { description, measured, met } of targets)
    console.log(`- ${met ? "met" : "**missed**"}: ${description} (${measured})`);
  console.log(
    `\n${Object.entries(machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join(", ")}`,
  );
  if (!isFullRun) {
    console.error(`Did not write ${path.relative(ROOT, BENCH_RESULTS)}, because only a full run writes it.`);
    return;
  }
  const results = Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, report.results]));
  writeFileSync(BENCH_RESULTS, `${JSON.stringify({ machine, ...results, targets }, roundNumber, 2)}\n`);
  console.error(`Wrote ${[path.relative(ROOT, BENCH_RESULTS), ...(await writeGeneratedFiles())].join(", ")}.`);
}

const roundNumber = (_key: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(4)) : value;

const directory = mkdtempSync(path.join(tmpdir(), "bench-"));
process.on("exit", () => {
  rmSync(directory, { recursive: true, force: true });
});
await main(directory, abortOnInterrupt().signal).catch(exitWithError);
process.exit();
