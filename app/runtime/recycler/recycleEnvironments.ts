import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { backoffMs } from "../cache/timing.ts";
import { RECYCLED_AT } from "./recycledAt.ts";
import { renewalDueInMs } from "./renewal.ts";

export interface RecycleDependencies {
  readonly lambda: Pick<LambdaClient, "send">;
  readonly functionName: string;
  readonly wallClockMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Somebody else changed the function since it was read, or an update of it is under way. */
const CONFLICTS = ["PreconditionFailedException", "ResourceConflictException"];

/** With the back-off between them a minute at the most: a deployment's update of a function takes some seconds. */
const MAX_CONFLICTS = 5;

/**
 * Gives a function fresh execution environments, which load the configuration anew, by changing one of its environment
 * variables. Lambda replaces all variables at once, so that they are read first, and written only if nobody wrote between.
 *
 * @returns false where a renewal since the change has done it already
 * @throws Lambda's error when it refuses, or when conflicts do not end
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
export async function recycleEnvironments(changeMs: number, dependencies: RecycleDependencies): Promise<boolean> {
  const { lambda, functionName: FunctionName, wallClockMs, random, sleep } = dependencies;
  for (let conflicts = 0; ;) {
    const { RevisionId, variables } = await readVariables(lambda, FunctionName);
    const lastBegan = Date.parse(variables[RECYCLED_AT] ?? "");
    const dueInMs = renewalDueInMs(changeMs, Number.isNaN(lastBegan) ? -Infinity : lastBegan, wallClockMs());
    if (dueInMs === undefined) return false;
    if (dueInMs > 0) {
      await sleep(dueInMs);
      continue; // what was read is old by now
    }
    const Variables = { ...variables, [RECYCLED_AT]: new Date(wallClockMs()).toISOString() };
    try {
      await lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName, RevisionId, Environment: { Variables } }),
      );
      return true;
    } catch (error) {
      const conflict = error instanceof Error && CONFLICTS.includes(error.name);
      if (!conflict || ++conflicts > MAX_CONFLICTS) throw error;
      await sleep(backoffMs(conflicts, random()));
    }
  }
}

async function readVariables(lambda: Pick<LambdaClient, "send">, FunctionName: string) {
  const { Environment, RevisionId } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  // Lambda leaves them out where it may not decrypt them: to write then would lose them all.
  if (Environment?.Variables === undefined || RevisionId === undefined) {
    throw new Error(
      `The environment variables of ${FunctionName} cannot be read (${Environment?.Error?.ErrorCode ?? "no reason given"}). ` +
        "Let the role of this function read them, as it may with Lambda's default encryption.",
    );
  }
  return { RevisionId, variables: Environment.Variables };
}
