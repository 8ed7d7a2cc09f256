import { SSMClient } from "@aws-sdk/client-ssm";
import { createHandler } from "./createHandler.ts";
import { writeLog } from "./log.ts";
import { MyApp } from "./myApp.ts";
import { loadConfiguration } from "./parameterStore.ts";
import { traced, traceLoad } from "./tracing.ts";
import { withholdResponses } from "./withheldResponse.ts";

// One client and one handler, which keeps the configuration, for the life of the execution environment. Nothing is
// fetched before the first invocation.
const client = traced(withholdResponses(new SSMClient({})));

export const handler = createHandler({
  load: (path, signal) => loadConfiguration(client, path, signal),
  createApp: (configuration) => new MyApp(configuration),
  traceLoad,
  environment: process.env,
  log: writeLog,
  wallClockMs: () => Date.now(),
  random: () => Math.random(),
  startTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
});
