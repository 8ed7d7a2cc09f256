import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { setTimeout as sleep } from "node:timers/promises";
import { REGION, type LocalRun } from "./localRun.ts";
import { callsOf } from "./xrayDaemon.ts";

/** What one invocation gave, and what it cost. */
export interface Invocation {
  /** The function's answer, or its error. */
  readonly payload: unknown;
  /** Set where the invocation failed. */
  readonly functionError: string | undefined;
  /** The end of the function's log. */
  readonly log: string;
  /** From the request to the whole response, as the caller sees it. */
  readonly responseMs: number;
  /** The time in each GetParametersByPath call, from the function's own X-Ray segments. */
  readonly loadMs: readonly number[];
}

/** How long a segment may take from the function to the collector, on one machine. */
const SEGMENT_DELAY_MS = 300;

export async function invoke(run: LocalRun, functionName: string, event: unknown = {}): Promise<Invocation> {
  run.signal.throwIfAborted();
  const client = new LambdaClient({ region: REGION });
  const seen = run.daemon.segments.length;
  const began = performance.now();
  const Payload = JSON.stringify(event);
  const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload, LogType: "Tail" }));
  const responseMs = performance.now() - began;
  client.destroy();
  await sleep(SEGMENT_DELAY_MS);
  const calls = run.daemon.segments.slice(seen).flatMap((segment) => callsOf("GetParametersByPath", segment));
  return {
    payload: JSON.parse(answer.Payload?.transformToString() ?? "null"),
    functionError: answer.FunctionError,
    log: Buffer.from(answer.LogResult ?? "", "base64").toString(),
    responseMs,
    loadMs: calls.map(({ start_time, end_time }) => ((end_time ?? start_time) - start_time) * 1000),
  };
}
