import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { aborted } from "../local/aborted.ts";
import { commandLine } from "../local/commandLine.ts";
import { startLocalRun } from "../local/localRun.ts";
import { ROOT } from "../local/paths.ts";
import { reportFailure } from "../local/reportFailure.ts";
import { RunError } from "../local/runError.ts";
import { unpackedCandidates } from "./candidates.ts";
import { functionGroup } from "./functionSuite.ts";
import type { Group, GroupReport } from "./suite.ts";
import { growthGroup } from "./growthSuite.ts";
import { machine } from "./machine.ts";
import { packageGroup } from "./packageSuite.ts";
import { pythonFolders } from "./installPythonPackages.ts";
import { upGroup } from "./upSuite.ts";

const RESULTS = path.join(import.meta.dirname, "results.json");

const GROUPS: Readonly<Record<string, { readonly title: string; readonly measure: Group }>> = {
  package: { title: "Package and load", measure: packageGroup },
  function: { title: "Invocations", measure: functionGroup },
  growth: { title: "Growth", measure: growthGroup },
  up: { title: "pulumi up", measure: upGroup },
};

const HELP = `Measures this project beside its peers on this machine, in 20 to 25 minutes, and writes bench/results.json.

  npm run bench                      everything
  npm run bench -- --only=package    one of ${Object.keys(GROUPS).join(", ")}; writes no file
  npm run bench -- --help            show this`;

function chosenGroups(): readonly string[] {
  const { only } = commandLine(HELP, { only: { type: "string" } });
  const names = Object.keys(GROUPS);
  if (only === undefined) return names;
  if (!names.includes(only)) throw new RunError(`--only must be one of ${names.join(", ")}; got ${only}.`);
  return [only];
}

async function main(directory: string, signal: AbortSignal): Promise<void> {
  const chosen = chosenGroups();
  // Pulumi looks for package.json in the working directory.
  process.chdir(ROOT);
  const candidates = await unpackedCandidates(ROOT, directory, await pythonFolders(signal));
  const run = await startLocalRun({ provider: "local", signal });
  const reports: Record<string, GroupReport> = {};
  const before = machine();
  try {
    for (const name of chosen) {
      const group = GROUPS[name];
      if (group === undefined) continue;
      console.error(`Measuring: ${group.title} …`);
      // Whatever ends the measuring, the run is stopped.
      const report = await Promise.race([group.measure({ run, candidates }), run.endpoint.died, aborted(signal)]);
      reports[name] = report;
      console.log(`\n## ${group.title}\n\n${report.markdown}`);
    }
  } finally {
    await run.stop();
  }
  const facts = { ...before, loadAverageAtEnd: machine().loadAverage };
  const targets = Object.values(reports).flatMap((report) => report.targets);
  console.log(`\n## Targets\n`);
  for (const { what, figure, met } of targets) console.log(`- ${met ? "met" : "**missed**"}: ${what} (${figure})`);
  console.log(
    `\n${Object.entries(facts)
      .map(([name, value]) => `${name}: ${value}`)
      .join(", ")}`,
  );
  if (chosen.length < Object.keys(GROUPS).length) {
    console.error(`${path.relative(ROOT, RESULTS)} is written where all groups are measured, and is left as it was.`);
    return;
  }
  const results = Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, report.results]));
  writeFileSync(RESULTS, `${JSON.stringify({ machine: facts, ...results, targets }, roundedNumber, 2)}\n`);
}

const roundedNumber = (_key: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(4)) : value;

const directory = mkdtempSync(path.join(tmpdir(), "bench-"));
process.on("exit", () => {
  rmSync(directory, { recursive: true, force: true });
});
const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    controller.abort(new RunError(`Stopped by ${signal}.`));
  });
}
await main(directory, controller.signal).catch(reportFailure);
process.exit();
