import { lastLines, runCommand } from "../local/command.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { functionVariables } from "./environmentVariables.ts";

export interface FirstInvocation {
  readonly firstMs: number;
  /** Resident, when the package is loaded. */
  readonly loadedBytes: number;
  /** Resident, after the first invocation. */
  readonly servedBytes: number;
  readonly sections: unknown;
}

export interface Hits {
  /** Per invocation, of each batch. */
  readonly microseconds: readonly number[];
}

export interface HeapGrowth {
  /** In use after all invocations, over what was before them. */
  readonly grownBytes: number;
}

export interface ProbeTarget {
  readonly endpoint: string;
  /** Of the X-Ray daemon. */
  readonly daemon: string;
  /** How many parameters the path holds. */
  readonly parameters: number;
}

/** Runs a candidate in a process of its own, and gives what its probe says; see probe.cjs. */
export async function runProbe(
  { name, probe: { file, args, cwd, env } }: UnpackedCandidate,
  { endpoint, daemon, parameters }: ProbeTarget,
  ...what: readonly (string | number)[]
): Promise<unknown> {
  const variables = { ...functionVariables(parameters), AWS_ENDPOINT_URL: endpoint, AWS_XRAY_DAEMON_ADDRESS: daemon };
  const { code, output } = await runCommand(file, [...args, ...what.map(String)], {
    cwd,
    env: { ...env, ...variables },
  });
  if (code !== 0) throw new Error(`${name}: ${what.join(" ")} failed:\n${lastLines(output)}`);
  return JSON.parse(lastLines(output, 1)) as unknown;
}
