import { execFileSync } from "node:child_process";
import * as path from "node:path";
import type { UnpackedCandidate } from "./candidate.ts";
import { lambdaEnvironment } from "./lambdaEnvironment.ts";
import type { TimedCommand } from "./timeInTurns.ts";

const TIMER = path.join(import.meta.dirname, "timeInTurns.ts");

/** How long whole processes take that load a candidate and end, in ms, in ascending order. */
export function loadTimes(
  candidates: readonly UnpackedCandidate[],
  repetitions: number,
): Map<UnpackedCandidate, readonly number[]> {
  const commands = candidates.map((candidate): TimedCommand => {
    const { directory, mainFile, nodeOptions } = candidate;
    return { args: [...nodeOptions, mainFile], cwd: directory, env: lambdaEnvironment(candidate) };
  });
  const output = execFileSync(process.execPath, [TIMER, String(repetitions), JSON.stringify(commands)]);
  const timesMs = JSON.parse(output.toString()) as readonly (readonly number[])[];
  return new Map(candidates.map((candidate, index) => [candidate, (timesMs[index] ?? []).toSorted((a, b) => a - b)]));
}
