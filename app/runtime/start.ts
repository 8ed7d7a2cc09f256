import { SSMClient } from "@aws-sdk/client-ssm";
import type { LoadContext } from "./cache/sharedLoad.ts";
import type { Section } from "./configuration/section.ts";
import { createHandler } from "./createHandler.ts";
import type { HandlerDependencies, LambdaHandler, PreparedHandler } from "./createHandler.ts";
import type { HandlerDefinition } from "./defineHandler.ts";
import { redactParseErrors } from "./parameterStore/errors.ts";
import type { ParameterStoreClient } from "./parameterStore/fetchParameters.ts";
import { loadConfiguration } from "./parameterStore/loadConfiguration.ts";
import { createLoadClient } from "./parameterStore/retries.ts";
import { InitTrace } from "./telemetry/initTrace.ts";
import { writeLog } from "./telemetry/log.ts";
import { traceClient, traceLoad } from "./telemetry/tracing.ts";

/** A function, as its bundle's entry passes it. */
export interface StartedFunction<Configuration, App, Event, Response> {
  /** The name in `app/functions.ts`. */
  readonly name: string;
  /** The export `handler` of the function's file. */
  readonly definition: HandlerDefinition<Configuration, App, Event, Response>;
  /** The function's `reads` in `app/functions.ts`, without duplicates. */
  readonly reads: "all" | readonly string[];
  /** The declarations of the sections that it reads, by name. */
  readonly sections: Readonly<Record<string, Section>>;
}

/** Replacements for what Lambda provides, for tests and measurements. */
export interface StartOptions extends Pick<
  HandlerDependencies,
  "environment" | "log" | "wallClockMs" | "processMs" | "random" | "startTimer"
> {
  /** Creates the client for the requests of one load. */
  readonly clientFor: (client: SSMClient, context: LoadContext, random: () => number) => ParameterStoreClient;
}

const OPTIONS: StartOptions = {
  environment: process.env,
  log: writeLog,
  wallClockMs: () => Date.now(),
  processMs: () => performance.now(),
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
 * Returns the Lambda handler of a function, after the load that is part of INIT. A failed or late load does not reject. Called
 * by the entry of the function's bundle.
 *
 * @throws Error if the definition has the name of another function
 * @example
 * export const handler = await start({ name: "notifier", definition, reads: ["appConfig"], sections: { appConfig } });
 */
export async function start<Configuration extends object, App, Event, Response>(
  startedFunction: StartedFunction<Configuration, App, Event, Response>,
  options?: Partial<StartOptions>,
): Promise<LambdaHandler> {
  const { handler, initialize } = prepare(startedFunction, options);
  await initialize();
  return handler;
}

/**
 * Creates the Lambda handler of a function, with one client and one cache for the life of the execution environment.
 * Loads nothing by itself.
 *
 * @throws Error if the definition has the name of another function
 */
export function prepare<Configuration extends object, App, Event, Response>(
  { name, definition, reads, sections }: StartedFunction<Configuration, App, Event, Response>,
  options: Partial<StartOptions> = {},
): PreparedHandler {
  if (definition.name !== name) {
    throw new Error(
      `app/${name}.ts must define the function "${name}", and defines "${definition.name}". ` +
        `Fix: export const handler = defineHandler("${name}", …) in app/${name}.ts`,
    );
  }
  const { clientFor, ...dependencies } = { ...OPTIONS, ...options };
  const client = traceClient(redactParseErrors(new SSMClient({})));
  // The types end here. The preview checks that `reads` and `sections` are those that gave the definition its types.
  const { setUp, handle } = definition as unknown as HandlerDefinition<object, unknown, unknown, unknown>;
  return createHandler({
    ...dependencies,
    load: async (path, context) => {
      try {
        return await loadConfiguration(clientFor(client, context, dependencies.random), { path, reads, sections });
      } finally {
        // The environment may be frozen before the next load, which breaks connections without notice. A load that was
        // abandoned has closed its own, and those that are left belong to its successor.
        if (!context.signal.aborted) client.destroy();
      }
    },
    setUp,
    handle,
    traceLoad,
    initTrace: new InitTrace(),
  });
}
