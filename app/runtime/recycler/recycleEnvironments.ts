import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { backoffMs } from "../cache/timing.ts";
import { RECYCLED_AT } from "../settings.ts";
import { MAX_RETRIES, recycleDelayMs } from "./recycleTiming.ts";

/** The dependencies of recycling. */
export interface RecycleDependencies {
  /** A client for the Lambda API. */
  readonly lambda: Pick<LambdaClient, "send">;
  /** Returns the wall-clock time in milliseconds since 1970. */
  readonly wallClockMs: () => number;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Resolves after a time in milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** The outcome for one function. An earlier recycling may cover the change. A missing function was deleted. */
export type RecycleOutcome = "recycled" | "covered" | "missing";

/**
 * Errors that a retry can resolve. Someone else changed the function since it was read, an update is in progress, or
 * Lambda throttled the request.
 */
const TEMPORARY_ERRORS = ["PreconditionFailedException", "ResourceConflictException", "TooManyRequestsException"];

/**
 * Makes Lambda replace all execution environments of a function, by changing one of its environment variables. The new
 * ones load the configuration when they start. Lambda replaces all variables at once. They are read first, and written
 * only if nobody else wrote them in between.
 *
 * @param functionName the full name
 * @param changeMs the time of the change, in milliseconds since 1970
 * @throws Error if Lambda does not return the variables
 * @throws Lambda's error if it rejects a request, or after the last of several retries
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
export async function recycleEnvironments(
  functionName: string,
  changeMs: number,
  dependencies: RecycleDependencies,
): Promise<RecycleOutcome> {
  const { random, sleep } = dependencies;
  for (let failures = 0; ;) {
    try {
      const outcome = await tryToRecycle(functionName, changeMs, dependencies);
      if (typeof outcome === "string") return outcome;
      await sleep(outcome.delayMs);
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (name === "ResourceNotFoundException") return "missing";
      if (!TEMPORARY_ERRORS.includes(name) || ++failures > MAX_RETRIES) throw error;
      await sleep(backoffMs(failures, random()));
    }
  }
}

/** Recycles once, or returns how long to wait before the next attempt. The variables may change until then. */
async function tryToRecycle(
  FunctionName: string,
  changeMs: number,
  { lambda, wallClockMs }: RecycleDependencies,
): Promise<"recycled" | "covered" | { readonly delayMs: number }> {
  const { RevisionId, variables } = await readVariables(lambda, FunctionName);
  const lastMs = Date.parse(variables[RECYCLED_AT] ?? "");
  const delayMs = recycleDelayMs(changeMs, Number.isNaN(lastMs) ? -Infinity : lastMs, wallClockMs());
  if (delayMs === undefined) return "covered";
  if (delayMs > 0) return { delayMs };
  const Variables = { ...variables, [RECYCLED_AT]: new Date(wallClockMs()).toISOString() };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, RevisionId, Environment: { Variables } }));
  return "recycled";
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
