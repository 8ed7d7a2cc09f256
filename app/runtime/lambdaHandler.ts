import { SSMClient } from "@aws-sdk/client-ssm";
import type { LoadContext } from "./cache/sharedLoad.ts";
import { createHandler } from "./createHandler.ts";
import type { Handler, HandlerDependencies } from "./createHandler.ts";
import { loadClient } from "./parameterStore/loadClient.ts";
import { loadConfiguration } from "./parameterStore/parameterStore.ts";
import type { ParameterStoreClient } from "./parameterStore/parameterStore.ts";
import { withholdResponses } from "./parameterStore/withheldResponse.ts";
import { writeLog } from "./telemetry/log.ts";
import { traced, traceLoad } from "./telemetry/tracing.ts";

export interface LambdaHandlerOptions extends Pick<
  HandlerDependencies,
  "environment" | "log" | "wallClockMs" | "random" | "startTimer"
> {
  /** The requests of one load. */
  readonly clientFor: (client: SSMClient, context: LoadContext, random: () => number) => ParameterStoreClient;
}

const OPTIONS: LambdaHandlerOptions = {
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
  clientFor: loadClient,
};

/**
 * All that an execution environment has for its life: one client, and one handler that keeps the configuration. Nothing is
 * fetched before the first invocation.
 *
 * @param createApp creates the user's code, once for each version of the configuration
 * @param options what a test or a measurement puts in the place of Lambda's
 */
export function lambdaHandler(
  createApp: HandlerDependencies["createApp"],
  options: Partial<LambdaHandlerOptions> = {},
): Handler {
  const { clientFor, ...dependencies } = { ...OPTIONS, ...options };
  const client = traced(withholdResponses(new SSMClient({})));
  return createHandler({
    ...dependencies,
    load: (path, context) => loadConfiguration(clientFor(client, context, dependencies.random), path),
    createApp,
    traceLoad,
  });
}
