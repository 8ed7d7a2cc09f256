import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { backoffMs } from "../cache/timing.ts";
import { RECYCLED_AT } from "../settings.ts";

/** The dependencies of recycling. */
export interface RecycleDependencies {
  /** A client for the Lambda API. */
  readonly lambda: Pick<LambdaClient, "send">;
  /** The function whose execution environments are recycled. */
  readonly functionName: string;
  /** Returns the wall-clock time in milliseconds since 1970. */
  readonly wallClockMs: () => number;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Resolves after a time in milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Someone else changed the function since it was read, or an update is in progress. */
const CONFLICT_ERRORS = ["PreconditionFailedException", "ResourceConflictException"];

/** With the backoff between them at most a minute. A deployment updates a function within seconds. */
const MAX_CONFLICTS = 5;

/**
 * A recycling covers the changes that happened at least this long before it began. AWS rounds the time of a change down
 * to a second, and clocks differ.
 */
const COVERAGE_MARGIN_MS = 2000;

/** Changes within this time are a burst. */
const BURST_MS = 5000;

/**
 * Makes Lambda replace all execution environments of a function, by changing one of its environment variables. The new
 * ones load the configuration when they start. Lambda replaces all variables at once. They are read first, and written
 * only if nobody else wrote them in between.
 *
 * @param changeMs the time of the change, in milliseconds since 1970
 * @returns false if an earlier recycling covers the change
 * @throws Error if Lambda does not return the variables
 * @throws Lambda's error if it rejects a request, or after the last of several conflicts
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
export async function recycleEnvironments(changeMs: number, dependencies: RecycleDependencies): Promise<boolean> {
  const { lambda, functionName: FunctionName, wallClockMs, random, sleep } = dependencies;
  for (let conflicts = 0; ;) {
    const { RevisionId, variables } = await readVariables(lambda, FunctionName);
    const lastMs = Date.parse(variables[RECYCLED_AT] ?? "");
    const delayMs = recycleDelayMs(changeMs, Number.isNaN(lastMs) ? -Infinity : lastMs, wallClockMs());
    if (delayMs === undefined) return false;
    if (delayMs > 0) {
      await sleep(delayMs);
      continue; // the variables may have changed
    }
    const Variables = { ...variables, [RECYCLED_AT]: new Date(wallClockMs()).toISOString() };
    try {
      await lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName, RevisionId, Environment: { Variables } }),
      );
      return true;
    } catch (error) {
      const conflict = error instanceof Error && CONFLICT_ERRORS.includes(error.name);
      if (!conflict || ++conflicts > MAX_CONFLICTS) throw error;
      await sleep(backoffMs(conflicts, random()));
    }
  }
}

/**
 * Returns how long to wait before recycling for a change, in milliseconds. The first change of a burst is handled at
 * once. The next one waits until the burst is over and covers the rest, so that a burst causes at most two recyclings.
 *
 * @param changeMs the time of the change, in milliseconds since 1970
 * @param lastMs when the last recycling began, in milliseconds since 1970; -Infinity if unknown
 * @returns undefined if the last recycling covers the change
 */
export function recycleDelayMs(changeMs: number, lastMs: number, nowMs: number): number | undefined {
  const spacingMs = BURST_MS + COVERAGE_MARGIN_MS;
  // A time in the future, such as one written manually, would cover all later changes.
  const knownMs = lastMs <= nowMs + spacingMs ? lastMs : -Infinity;
  if (knownMs >= changeMs + COVERAGE_MARGIN_MS) return undefined;
  return Math.max(0, knownMs + spacingMs - nowMs);
}

async function readVariables(lambda: Pick<LambdaClient, "send">, FunctionName: string) {
  const { Environment, RevisionId } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  // Lambda omits variables that the caller cannot decrypt. Writing without them would delete them all.
  if (Environment?.Variables === undefined || RevisionId === undefined) {
    throw new Error(
      `Cannot read the environment variables of ${FunctionName} (${Environment?.Error?.ErrorCode ?? "no reason given"}). ` +
        "Fix: allow the recycler's role to decrypt them. With Lambda's default encryption it can.",
    );
  }
  return { RevisionId, variables: Environment.Variables };
}
