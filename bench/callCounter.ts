import type { AwsCall } from "../access/awsCall.ts";
import { startRecordingProxy } from "../access/recordingProxy.ts";
import { ENDPOINT_ACCOUNT } from "../local/awsEndpoint.ts";
import { REGION } from "../local/localRun.ts";

export interface CountedCalls {
  /** Stands before the endpoint. */
  readonly url: string;
  /** What an action gives, and the calls made until it ended. */
  during<T>(action: () => Promise<T>): Promise<{ readonly result: T; readonly calls: readonly AwsCall[] }>;
  stop(): void;
}

/** Counts the calls that pass on their way to an endpoint. */
export async function countCalls(endpoint: string): Promise<CountedCalls> {
  const proxy = await startRecordingProxy(endpoint, ENDPOINT_ACCOUNT, REGION);
  return {
    url: proxy.url,
    during: async (action) => {
      const before = proxy.calls.length;
      const result = await action();
      if (proxy.failures.length > 0) throw new AggregateError(proxy.failures, "Some calls could not be read.");
      return { result, calls: proxy.calls.slice(before) };
    },
    stop: () => {
      proxy.stop();
    },
  };
}
