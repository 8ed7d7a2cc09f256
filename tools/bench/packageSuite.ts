import { zipFiles } from "../../infra/bundle/functionBundle.ts";
import { findSerializationError } from "./callbackFactory.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { packageTable, packageTargets, partsTable } from "./packageReport.ts";
import type { PackageFigures } from "./packageReport.ts";
import { schemaTargets } from "./schemaTargets.ts";
import { invokedCandidates } from "./suite.ts";
import type { BenchContext, SuiteReport } from "./suite.ts";
import { summarize } from "./summarize.ts";
import { timeCommands } from "./timeCommands.ts";

const REPETITIONS = 100;

/** Measures the sizes of all packages, and how long a process takes to load each one. */
export async function packageSuite({ candidates }: BenchContext): Promise<SuiteReport> {
  const { baselines, project, peers, defaultPeers, callbackFunction, variants, loadParts, pythonRuntimeBytes } =
    candidates;
  const measured = [...invokedCandidates(candidates), ...defaultPeers, ...variants, ...loadParts];
  const durations = measureLoads([...Object.values(baselines), ...measured]);
  const durationsOf = (candidate: UnpackedCandidate) => durations.get(candidate) ?? [];
  const packages = new Map(
    measured.map((candidate): [UnpackedCandidate, PackageFigures] => {
      const { name, files, runtime } = candidate;
      const baselineMs = summarize(durationsOf(baselines[runtime])).median;
      const unzippedBytes = Object.values(files).reduce((sum, { byteLength }) => sum + byteLength, 0);
      const loadMs = summarize(durationsOf(candidate).map((durationMs) => durationMs - baselineMs));
      return [candidate, { name, zippedBytes: zipFiles(files).byteLength, unzippedBytes, loadMs }];
    }),
  );
  const baselineMs = Object.fromEntries(
    Object.values(baselines).map((candidate) => [candidate.name, summarize(durationsOf(candidate))]),
  );
  const figuresOf = (some: readonly UnpackedCandidate[]) => some.flatMap((one) => packages.get(one) ?? []);
  const [own] = figuresOf([project]);
  if (own === undefined) throw new Error("The package suite requires this project's own package.");
  const parts = figuresOf(loadParts);
  const results = {
    baselineMs,
    pythonRuntimeBytes,
    packages: [...packages.values()].filter((figures) => !parts.includes(figures)),
    parts,
  };
  return {
    markdown: [packageTable(results), partsTable(results), await callbackFunctionNote()].join("\n\n"),
    results,
    targets: [
      ...packageTargets({
        own,
        sameBundling: figuresOf([...peers, callbackFunction]),
        defaultBundling: figuresOf([...defaultPeers, ...peers.filter(isPython), callbackFunction]),
        python: figuresOf(peers.filter(isPython))[0],
      }),
      ...schemaTargets(own, figuresOf(variants)),
    ],
  };
}

async function callbackFunctionNote(): Promise<string> {
  const error = await findSerializationError();
  if (error === undefined) return "CallbackFunction can serialize app/viewer.ts as it is written.";
  return (
    "CallbackFunction cannot serialize app/viewer.ts as it is written. A callbackFactory with the same code is measured " +
    `instead. Pulumi's error:\n\n${error.trim().replaceAll(/^/gm, "    ")}`
  );
}

const isPython = ({ runtime }: UnpackedCandidate): boolean => runtime.startsWith("python");

/** Returns the duration of each repetition in milliseconds. */
function measureLoads(candidates: readonly UnpackedCandidate[]): Map<UnpackedCandidate, readonly number[]> {
  const durationsMs = timeCommands(
    candidates.map(({ load }) => load),
    REPETITIONS,
  );
  return new Map(candidates.map((candidate, index) => [candidate, durationsMs[index] ?? []]));
}
