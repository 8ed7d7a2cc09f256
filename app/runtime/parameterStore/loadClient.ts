import type { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { getRetryPlugin } from "@smithy/core/retry";
import type { LoadContext } from "../cache/sharedLoad.ts";
import { LoadRetryStrategy, MAX_ATTEMPTS } from "./loadRetryStrategy.ts";
import type { LongestPauses } from "./loadRetryStrategy.ts";
import type { ParameterStoreClient } from "./parameterStore.ts";

type Plugin = Parameters<GetParametersByPathCommand["middlewareStack"]["use"]>[0];

/**
 * A client for one load, whose requests one strategy repeats and one signal ends.
 *
 * @param random from 0 to 1
 */
export function loadClient(
  client: SSMClient,
  context: LoadContext,
  random: () => number,
  longestPauses?: LongestPauses,
): ParameterStoreClient {
  const strategy = new LoadRetryStrategy(context, random, longestPauses);
  const retries = getRetryPlugin({
    retryStrategy: () => Promise.resolve(strategy),
    maxAttempts: () => Promise.resolve(MAX_ATTEMPTS),
  }) as Plugin;
  return {
    send: (command) => {
      // It takes the place of the client's own.
      command.middlewareStack.use(retries);
      return client.send(command, { abortSignal: context.signal });
    },
  };
}
