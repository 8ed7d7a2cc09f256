import { execFileSync } from "node:child_process";
import * as path from "node:path";
import type { Command } from "./candidate.ts";

const TIMER = path.join(import.meta.dirname, "timeInTurns.ts");

/** How long each repetition of each command takes, in ms, in the order of the commands. */
export function timeCommands(commands: readonly Command[], repetitions: number): readonly (readonly number[])[] {
  const input = JSON.stringify(commands);
  const output = execFileSync(process.execPath, [TIMER, String(repetitions)], { input, maxBuffer: 1e8 });
  return JSON.parse(output.toString()) as readonly (readonly number[])[];
}
