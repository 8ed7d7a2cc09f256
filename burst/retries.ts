import type { SSMClient } from "@aws-sdk/client-ssm";
import type { LambdaHandlerOptions } from "../app/lambdaHandler.ts";
import { loadClient } from "../app/loadClient.ts";
import type { LoadTerms } from "../app/loader.ts";

export interface Retries {
  readonly clientFor: LambdaHandlerOptions["clientFor"];
  /** By which the SDK chooses among its own. */
  readonly variables: { readonly AWS_RETRY_MODE?: string; readonly AWS_MAX_ATTEMPTS?: string };
}

const sdkClient = (client: SSMClient, { signal }: LoadTerms) => ({
  send: (command: Parameters<SSMClient["send"]>[0]) => client.send(command, { abortSignal: signal }),
});

const ours = (firstPageMs: number, laterPagesMs: number): Retries => ({
  clientFor: (client, terms, random) => loadClient(client, terms, random, { firstPageMs, laterPagesMs }),
  variables: {},
});

const sdk = (mode: string, attempts: number): Retries => ({
  clientFor: sdkClient as LambdaHandlerOptions["clientFor"],
  variables: { AWS_RETRY_MODE: mode, AWS_MAX_ATTEMPTS: String(attempts) },
});

const table = <Name extends string>(retries: Record<Name, Retries>): Record<Name, Retries> => retries;

/** Ways to repeat calls, by name. */
export const RETRIES = table({
  ours: { clientFor: loadClient, variables: {} },
  "ours, pauses up to 1 s": ours(1000, 250),
  "ours, pauses up to 20 s": ours(20_000, 250),
  "ours, later pages like the first": ours(5000, 5000),
  "SDK's default: standard, 3 attempts": sdk("standard", 3),
  "SDK: adaptive, 3 attempts": sdk("adaptive", 3),
  "SDK: standard, 100 attempts": sdk("standard", 100),
  "SDK: adaptive, 100 attempts": sdk("adaptive", 100),
});

export type RetriesName = keyof typeof RETRIES;
