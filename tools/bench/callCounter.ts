import { startRecordingProxy } from "../fakes/recordingProxy.ts";
import type { AwsCall } from "../lib/awsCall.ts";
import { EMULATOR_ACCOUNT } from "../local/emulator.ts";
import { REGION } from "../local/localRun.ts";

/** A proxy in front of the emulator that records AWS calls. */
export interface CallCounter {
  readonly url: string;
  /** Runs an action and returns the calls made until it ends. */
  callsDuring(action: () => Promise<unknown>): Promise<readonly AwsCall[]>;
  stop(): void;
}

/** Starts a call counter that forwards all calls to an endpoint. */
export async function startCallCounter(endpoint: string): Promise<CallCounter> {
  const proxy = await startRecordingProxy(endpoint, EMULATOR_ACCOUNT, REGION);
  return {
    url: proxy.url,
    callsDuring: async (action) => {
      const before = proxy.calls.length;
      await action();
      if (proxy.failures.length > 0) throw new AggregateError(proxy.failures, "Some AWS calls could not be parsed.");
      return proxy.calls.slice(before);
    },
    stop: () => {
      proxy.stop();
    },
  };
}
