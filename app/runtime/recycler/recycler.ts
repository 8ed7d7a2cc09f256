import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { requireEnv } from "../settings.ts";
import { writeLog } from "../telemetry/log.ts";
import { createRecycler } from "./createRecycler.ts";
import type { ReadsByFunction, Recycler } from "./createRecycler.ts";

/**
 * Creates the handler of the recycler function from its environment variables. Its bundle contains the functions
 * and what they read, so it is the same for all stacks.
 */
export const startRecycler = (reads: ReadsByFunction): Recycler =>
  createRecycler({
    reads,
    functionNamePrefix: requireEnv(process.env, "FUNCTION_NAME_PREFIX"),
    path: requireEnv(process.env, "PARAMETER_PATH"),
    lambda: new LambdaClient({}),
    log: writeLog,
    wallClockMs: () => Date.now(),
    random: () => Math.random(),
    sleep: (ms) => sleep(ms),
  });
