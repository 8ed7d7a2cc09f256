import { SSMClient } from "@aws-sdk/client-ssm";
import { Cache } from "./cache.ts";
import { createHandler } from "./createHandler.ts";
import { writeLog } from "./log.ts";
import { MyApp } from "./myApp.ts";
import { loadConfiguration } from "./parameterStore.ts";
import { traced } from "./tracing.ts";
import { withholdResponses } from "./withheldResponse.ts";

// One client and one cache for the life of the execution environment. Nothing is fetched before the first invocation.
const client = traced(withholdResponses(new SSMClient({})));

export const handler = createHandler({
  cache: new Cache<MyApp>(),
  load: (path) => loadConfiguration(client, path),
  createApp: (configuration) => new MyApp(configuration),
  environment: process.env,
  log: writeLog,
  nowMs: () => performance.now(),
});
