import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import * as path from "node:path";
import { ROOT } from "../local/paths.ts";
import { bundleCandidates } from "./bundleCandidates.ts";
import { handlerRefusal } from "./callbackFactory.ts";
import { callbackFunctionCandidates } from "./callbackFunctionCandidates.ts";
import { unpack, type Candidate, type UnpackedCandidate } from "./candidate.ts";
import { hitReport } from "./hitReport.ts";
import { loadTimes } from "./loadTimes.ts";
import { proveHandler } from "./proveHandler.ts";
import { report, type Measured } from "./report.ts";

const REPETITIONS = 25;

const BARE: Candidate = {
  name: "bare Node.js, an empty file",
  files: { "index.js": new Uint8Array() },
  main: "index.js",
  nodeOptions: [],
  handles: false,
};

/** Measures the candidates, unpacked under a folder that finds no package but theirs. */
async function main(directory: string): Promise<void> {
  const bundles = bundleCandidates(ROOT);
  const callbackFunctions = await callbackFunctionCandidates(ROOT);
  const unpacked: UnpackedCandidate[] = [];
  const prepare = async (candidate: Candidate): Promise<UnpackedCandidate> => {
    const ready = unpack(candidate, path.join(directory, String(unpacked.length)));
    if (ready.handles) await proveHandler(ready);
    unpacked.push(ready);
    return ready;
  };
  const bare = await prepare(BARE);
  const deployed = await prepare(bundles.deployed);
  const lean = await prepare(callbackFunctions.lean);
  for (const candidate of [...bundles.others, callbackFunctions.byDefault]) await prepare(candidate);

  const timesMs = loadTimes(unpacked, REPETITIONS);
  const measured = (candidate: UnpackedCandidate): Measured => ({ candidate, timesMs: timesMs.get(candidate) ?? [] });
  const others = unpacked.filter((candidate) => ![bare, deployed, lean].includes(candidate));
  const [loadMinute = 0] = loadavg();
  console.log(
    `Node.js ${process.version}, ${availableParallelism()} cores, load average ${loadMinute.toFixed(1)} ` +
      `(about 1 where nothing else runs), ${new Date().toISOString().slice(0, 10)}, ` +
      `medians of ${REPETITIONS} whole processes each, taking turns.\n`,
  );
  console.log(
    report({
      bare: measured(bare),
      deployed: measured(deployed),
      callbackFunction: measured(lean),
      others: others.map(measured),
    }),
  );
  console.log(`\n${await aboutCallbackFunction()}`);
  console.log(`\n${hitReport(deployed)}`);
}

async function aboutCallbackFunction(): Promise<string> {
  const refusal = await handlerRefusal();
  if (refusal === undefined) return "CallbackFunction can serialize app/handler.ts as it is written.";
  return (
    "CallbackFunction cannot serialize app/handler.ts as it is written:\n\n" +
    refusal.trim().replaceAll(/^/gm, "    ") +
    "\n\nMeasured is a callbackFactory instead, which holds the same code compiled into one function and requires " +
    "the same packages."
  );
}

// Pulumi looks for package.json in the working directory.
process.chdir(ROOT);
const directory = mkdtempSync(path.join(tmpdir(), "bench-"));
process.on("exit", () => {
  rmSync(directory, { recursive: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));
await main(directory);
