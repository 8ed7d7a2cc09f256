import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { requireEnv } from "../settings.ts";
import { writeLog } from "../telemetry/log.ts";
import { createRecycler } from "./createRecycler.ts";

/** The handler of the second function: recycles the first one's execution environments when a parameter changes. */
export const handler = createRecycler({
  lambda: new LambdaClient({}),
  functionName: requireEnv(process.env, "FUNCTION_NAME"),
  path: requireEnv(process.env, "PARAMETER_PATH"),
  log: writeLog,
  wallClockMs: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms) => sleep(ms),
});
