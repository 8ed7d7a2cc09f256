import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Command } from "./candidate.ts";
import { interleave } from "./interleave.ts";

/**
 * Runs commands repeatedly, each in a process of its own.
 *
 * @returns the duration of each repetition in milliseconds, for each command
 */
export function timeCommands(commands: readonly Command[], repetitions: number): readonly (readonly number[])[] {
  // This file is run as a program because the more memory a process has, the longer it takes to start another.
  const args = [import.meta.filename, String(repetitions)];
  const output = execFileSync(process.execPath, args, { input: JSON.stringify(commands), maxBuffer: 1e8 });
  return JSON.parse(output.toString()) as readonly (readonly number[])[];
}

function timeCommand({ file, args, cwd, env }: Command): number {
  const startMs = performance.now();
  const { status } = spawnSync(file, args, { cwd, env, stdio: "ignore" });
  const durationMs = performance.now() - startMs;
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} failed.`);
  return durationMs;
}

// node timeCommands.ts REPETITIONS < COMMANDS
if (import.meta.main) {
  const commands = JSON.parse(readFileSync(0, "utf8")) as readonly Command[];
  const rounds = Number(process.argv[2]) + 1;
  const measure = (command: Command) => Promise.resolve(timeCommand(command));
  // The first round is a warm-up and is discarded.
  const [, ...counted] = await interleave(commands, rounds, measure);
  console.log(JSON.stringify(commands.map((_command, index) => counted.map((round) => round[index]))));
}
