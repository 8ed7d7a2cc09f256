// A program of its own, because the more memory a process has, the longer it takes to start another.
// node timeInTurns.ts REPETITIONS < COMMANDS
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Command } from "./candidate.ts";
import { inTurns } from "./interleave.ts";

function time({ file, args, cwd, env }: Command): number {
  const beganMs = performance.now();
  const { status } = spawnSync(file, args, { cwd, env, stdio: "ignore" });
  const timeMs = performance.now() - beganMs;
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} failed.`);
  return timeMs;
}

const commands = JSON.parse(readFileSync(0, "utf8")) as readonly Command[];
// How long each repetition of each command takes, in ms; a first round is not counted.
const [, ...rounds] = await inTurns(commands, Number(process.argv[2]) + 1, (command) => Promise.resolve(time(command)));
console.log(JSON.stringify(commands.map((_command, index) => rounds.map((round) => round[index]))));
