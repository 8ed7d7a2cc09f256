import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { parseAwsCall } from "../lib/awsCall.ts";
import type { AwsCall } from "../lib/awsCall.ts";
import { close, forwardRequest, listen } from "../lib/localServer.ts";

/** A proxy that records AWS calls. */
export interface RecordingProxy {
  readonly url: string;
  readonly calls: readonly AwsCall[];
  /** Errors of calls that could not be parsed. If there are any, the recording is incomplete. */
  readonly failures: readonly Error[];
  stop(): void;
}

/** Starts a proxy that forwards all requests to an AWS endpoint, and records their actions and resources. */
export async function startRecordingProxy(endpoint: string, account: string, region: string): Promise<RecordingProxy> {
  const calls: AwsCall[] = [];
  const failures: Error[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const { method = "GET", url = "/", headers } = incoming;
      const body = await buffer(incoming);
      try {
        calls.push(parseAwsCall({ method, url, headers, body }, account, region));
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error(String(error)));
      }
      forwardRequest(endpoint, incoming, body, outgoing);
    })();
  });
  return {
    url: await listen(server),
    calls,
    failures,
    stop: () => {
      close(server);
    },
  };
}
