// A program of its own, because the more memory a process has, the longer it takes to start another.
// node timeInTurns.ts REPETITIONS COMMANDS
import { spawnSync } from "node:child_process";

/** Arguments, folder and environment variables of a Node.js process. */
export interface TimedCommand {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * How long each repetition of each command takes, in ms. The commands take turns, each round begins with another one,
 * and a first round is not counted.
 */
function timeInTurns(commands: readonly TimedCommand[], repetitions: number): number[][] {
  const timesMs = commands.map((): number[] => []);
  for (let round = 0; round <= repetitions; round++) {
    for (let turn = 0; turn < commands.length; turn++) {
      const index = (round + turn) % commands.length;
      const command = commands[index];
      if (command === undefined) continue;
      const timeMs = time(command);
      if (round > 0) timesMs[index]?.push(timeMs);
    }
  }
  return timesMs;
}

function time({ args, cwd, env }: TimedCommand): number {
  const beganMs = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd, env, stdio: "ignore" });
  const timeMs = performance.now() - beganMs;
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed.`);
  return timeMs;
}

const [repetitions = "", commands = ""] = process.argv.slice(2);
console.log(JSON.stringify(timeInTurns(JSON.parse(commands) as TimedCommand[], Number(repetitions))));
