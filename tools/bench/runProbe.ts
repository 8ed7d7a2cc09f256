import { lastLines, runCommand } from "../lib/command.ts";
import type { UnpackedCandidate } from "./candidate.ts";
import { functionVariables } from "./environmentVariables.ts";

/** The result of the probe's `first`. */
export interface FirstInvocation {
  readonly firstMs: number;
  /** Resident memory after the package is loaded. */
  readonly loadedBytes: number;
  /** Resident memory after the first invocation. */
  readonly servedBytes: number;
  readonly sections: unknown;
}

/** The result of the probe's `cold`. */
export interface ColdStart {
  /** The time from the start of the process until the package is loaded. */
  readonly initMs: number;
  /** The duration of the first invocation. */
  readonly firstMs: number;
  readonly sections: unknown;
}

/** The result of the probe's `hits`. */
export interface Hits {
  /** Mean duration of an invocation, for each batch. */
  readonly microseconds: readonly number[];
}

/** The result of the probe's `heap`. */
export interface HeapGrowth {
  /** Heap in use after all invocations, minus the heap in use before them. */
  readonly grownBytes: number;
}

/** The services and the path that a probed candidate uses. */
export interface ProbeTarget {
  /** The URL for AWS calls: the emulator, or a proxy in front of it. */
  readonly endpoint: string;
  /** The address of the X-Ray daemon. */
  readonly daemon: string;
  /** The number of parameters under the path. */
  readonly parameters: number;
  /** More environment variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Runs a candidate's probe in a process of its own and returns its result.
 *
 * @param measurement the measurement and its arguments, see probe.cjs
 */
export async function runProbe(
  { name, probe: { file, args, cwd, env } }: UnpackedCandidate,
  { endpoint, daemon, parameters, variables: more = {} }: ProbeTarget,
  ...measurement: readonly (string | number)[]
): Promise<unknown> {
  const services = { AWS_ENDPOINT_URL: endpoint, AWS_XRAY_DAEMON_ADDRESS: daemon };
  const variables = { ...functionVariables(parameters), ...services, ...more };
  const { code, output } = await runCommand(file, [...args, ...measurement.map(String)], {
    cwd,
    env: { ...env, ...variables },
  });
  if (code !== 0) throw new Error(`${name}: ${measurement.join(" ")} failed:\n${lastLines(output)}`);
  return JSON.parse(lastLines(output, 1)) as unknown;
}
