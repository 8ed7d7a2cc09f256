// A process that holds many execution environments, each with a handler, a client with its connections, and a cache of its own.
import { setTimeout } from "node:timers/promises";
import type { Handler } from "../app/createHandler.ts";
import { ConfigurationError } from "../app/errors.ts";
import { lambdaHandler } from "../app/lambdaHandler.ts";
import { answerParent } from "./childProcess.ts";
import { watchLoopDelay } from "./loopDelay.ts";
import { RETRIES, type RetriesName } from "./retryStrategies.ts";

export type EnvironmentsQuestion =
  | { readonly prepare: number; readonly retries: RetriesName; readonly endpoint: string; readonly parameters: number }
  | { readonly startAfterMs: readonly number[]; readonly timeoutMs: number };

export interface EnvironmentsReply {
  /** How long each waited that got its configuration. */
  readonly servedMs: readonly number[];
  readonly loopDelayMs: number;
}

interface Environment {
  readonly handler: Handler;
  readonly freeze: AbortController;
}

let environments: Environment[] = [];
let expectedSections = 0;

function prepare(retries: RetriesName): Environment {
  const { clientFor } = RETRIES[retries];
  const freeze = new AbortController();
  const handler = lambdaHandler({
    environment: { ENV: "dev", APP_CONFIG_PATH: "burst", CACHE_TTL_SECONDS: "300", CACHE_MAX_STALE_SECONDS: "3600" },
    log: () => undefined,
    // Nothing goes on in an environment whose invocation has ended.
    clientFor: (client, terms, random) =>
      clientFor(client, { ...terms, signal: AbortSignal.any([terms.signal, freeze.signal]) }, random),
  });
  return { handler, freeze };
}

/** How long it took to get the configuration, or undefined when it did not come in the function's time. */
async function invoke({ handler, freeze }: Environment, timeoutMs: number): Promise<number | undefined> {
  const beganMs = performance.now();
  const elapsedMs = () => performance.now() - beganMs;
  try {
    const { sections } = await handler(
      {},
      { awsRequestId: "burst", getRemainingTimeInMillis: () => timeoutMs - elapsedMs() },
    );
    if (Object.keys(sections).length !== expectedSections) throw new Error("A configuration is not whole.");
    return elapsedMs() <= timeoutMs ? elapsedMs() : undefined;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return undefined;
  } finally {
    freeze.abort();
  }
}

answerParent(async (question: EnvironmentsQuestion): Promise<EnvironmentsReply> => {
  if ("prepare" in question) {
    const { AWS_RETRY_MODE, AWS_MAX_ATTEMPTS } = RETRIES[question.retries].variables;
    Object.assign(process.env, {
      AWS_RETRY_MODE: AWS_RETRY_MODE ?? "standard",
      AWS_MAX_ATTEMPTS: AWS_MAX_ATTEMPTS ?? "3",
    });
    process.env["AWS_ENDPOINT_URL_SSM"] = question.endpoint;
    expectedSections = question.parameters;
    environments = Array.from({ length: question.prepare }, () => prepare(question.retries));
    return { servedMs: [], loopDelayMs: 0 };
  }
  const loopDelay = watchLoopDelay();
  const waits = await Promise.all(
    environments.map(async (environment, index) => {
      await setTimeout(question.startAfterMs[index]);
      return invoke(environment, question.timeoutMs);
    }),
  );
  return { servedMs: waits.filter((ms) => ms !== undefined), loopDelayMs: loopDelay() };
});
