import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CliError } from "../../lib/cliError.ts";
import { cpuControllers } from "./cpuControllers.ts";
import type { CpuController } from "./cpuControllers.ts";

/** A group of processes that together get at most a share of one CPU. */
export interface CpuShare {
  /** The file to which a process writes its ID to join the group. */
  readonly processes: string;
  /** Deletes the group. All its processes must have ended. */
  remove(): void;
}

/** Creates a group with a share, such as 0.145. */
export type CreateCpuShare = (share: number) => CpuShare;

/** The time in which a group can use its share, in microseconds. Lambda's is 20 ms. */
const PERIOD_MICROSECONDS = 20_000;

/**
 * Returns a function that creates groups with a share of the CPU. Tries each place at which it may be possible.
 *
 * @throws CliError with the reason if this process may not limit the CPU
 */
export function findCpuShares(controllers = ownControllers()): CreateCpuShare {
  const reasons: string[] = [];
  for (const controller of controllers) {
    try {
      const trial = createCpuShare(controller, 1);
      const { status, stderr } = spawnSync("sh", ["-c", 'echo $$ > "$0"', trial.processes], { encoding: "utf8" });
      trial.remove();
      if (status === 0) return (share) => createCpuShare(controller, share);
      reasons.push(stderr.trim());
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new CliError(`This process may not limit the CPU of others: ${reasons[0] ?? "it has no control groups"}.`);
}

function ownControllers(): CpuController[] {
  try {
    return cpuControllers(readFileSync("/proc/self/mountinfo", "utf8"), readFileSync("/proc/self/cgroup", "utf8"));
  } catch {
    return []; // Not Linux.
  }
}

let created = 0;

/** Creates a group below a controller's group. */
export function createCpuShare({ version, directory }: CpuController, share: number): CpuShare {
  const group = path.join(directory, `bench-${process.pid}-${created++}`);
  const quota = String(Math.round(share * PERIOD_MICROSECONDS));
  mkdirSync(group);
  const remove = () => {
    rmdirSync(group);
  };
  // The kernel creates the files of a group with a CPU controller. Without one, writing fails.
  const set = (file: string, value: string) => {
    writeFileSync(path.join(group, file), value);
  };
  try {
    if (version === 1) {
      set("cpu.cfs_period_us", String(PERIOD_MICROSECONDS));
      set("cpu.cfs_quota_us", quota);
    } else {
      set("cpu.max", `${quota} ${PERIOD_MICROSECONDS}`);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { processes: path.join(group, "cgroup.procs"), remove };
}
