import { SSMClient } from "@aws-sdk/client-ssm";
import type { LoadContext } from "./cache/sharedLoad.ts";
import { createHandler } from "./createHandler.ts";
import type { Handler, HandlerDependencies } from "./createHandler.ts";
import { redactParseErrors } from "./parameterStore/errors.ts";
import { loadConfiguration } from "./parameterStore/loadConfiguration.ts";
import type { ParameterStoreClient } from "./parameterStore/loadConfiguration.ts";
import { createLoadClient } from "./parameterStore/retries.ts";
import { writeLog } from "./telemetry/log.ts";
import { traceClient, traceLoad } from "./telemetry/tracing.ts";

/** Replacements for the defaults in Lambda, for tests and benchmarks. */
export interface LambdaHandlerOptions extends Pick<
  HandlerDependencies,
  "environment" | "log" | "wallClockMs" | "random" | "startTimer"
> {
  /** Creates the client of one load. */
  readonly clientFor: (client: SSMClient, context: LoadContext, random: () => number) => ParameterStoreClient;
}

const DEFAULTS: LambdaHandlerOptions = {
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
  clientFor: createLoadClient,
};

/**
 * Creates the handler of a function, with one client for the life of the execution environment. Call it in module
 * scope. Sends no request before the first invocation.
 *
 * @param createApp creates the user's code, once for each version of the configuration
 * @param options replacements for the defaults in Lambda, for tests and benchmarks
 * @example
 * export const handler = lambdaHandler((configuration) => new Viewer(configuration));
 */
export function lambdaHandler(
  createApp: HandlerDependencies["createApp"],
  options: Partial<LambdaHandlerOptions> = {},
): Handler {
  const { clientFor, ...dependencies } = { ...DEFAULTS, ...options };
  const client = traceClient(redactParseErrors(new SSMClient({})));
  return createHandler({
    ...dependencies,
    load: (path, context) => loadConfiguration(clientFor(client, context, dependencies.random), path),
    createApp,
    traceLoad,
  });
}
