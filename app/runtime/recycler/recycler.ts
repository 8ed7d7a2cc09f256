import { setTimeout as sleep } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { required } from "../settings.ts";
import { writeLog } from "../telemetry/log.ts";
import { createRecycler } from "./createRecycler.ts";

const client = new LambdaClient({});

export const handler = createRecycler({
  lambda: client,
  functionName: required(process.env, "FUNCTION_NAME"),
  path: required(process.env, "PARAMETER_PATH"),
  log: writeLog,
  wallClockMs: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms) => sleep(ms),
});
