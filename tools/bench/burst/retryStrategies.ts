import type { SSMClient } from "@aws-sdk/client-ssm";
import type { LoadContext } from "../../../app/runtime/cache/sharedLoad.ts";
import { BACKOFF_LIMITS, createLoadClient } from "../../../app/runtime/parameterStore/retries.ts";
import type { BackoffLimits } from "../../../app/runtime/parameterStore/retries.ts";
import type { StartOptions } from "../../../app/runtime/start.ts";

/** A way to retry calls. */
export interface RetryStrategy {
  readonly clientFor: StartOptions["clientFor"];
  /** The environment variables that select one of the SDK's own strategies. */
  readonly variables: { readonly AWS_RETRY_MODE?: string; readonly AWS_MAX_ATTEMPTS?: string };
}

const sdkClient = (client: SSMClient, { signal }: LoadContext) => ({
  send: (command: Parameters<SSMClient["send"]>[0]) => client.send(command, { abortSignal: signal }),
});

const projectStrategy = (limits: Partial<BackoffLimits>): RetryStrategy => ({
  clientFor: (client, context, random) => createLoadClient(client, context, random, { ...BACKOFF_LIMITS, ...limits }),
  variables: {},
});

const sdkStrategy = (mode: string, attempts: number): RetryStrategy => ({
  clientFor: sdkClient as StartOptions["clientFor"],
  variables: { AWS_RETRY_MODE: mode, AWS_MAX_ATTEMPTS: String(attempts) },
});

const table = <Name extends string>(strategies: Record<Name, RetryStrategy>): Record<Name, RetryStrategy> => strategies;

export const RETRY_STRATEGIES = table({
  "this project": { clientFor: createLoadClient, variables: {} },
  "this project, backoff up to 1 s": projectStrategy({ maxMs: 1000 }),
  "this project, backoff up to 20 s": projectStrategy({ maxMs: 20_000 }),
  "this project, same backoff with little time left": projectStrategy({ shareOfRemaining: Infinity }),
  "this project, same backoff on later pages": projectStrategy({ laterPages: 1 }),
  "SDK default: standard, 3 attempts": sdkStrategy("standard", 3),
  "SDK: adaptive, 3 attempts": sdkStrategy("adaptive", 3),
  "SDK: standard, 100 attempts": sdkStrategy("standard", 100),
});

export type RetryStrategyName = keyof typeof RETRY_STRATEGIES;
