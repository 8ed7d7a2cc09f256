import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { setTimeout as sleep } from "node:timers/promises";
import { milliseconds, type Segment } from "../report/segment.ts";
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
  readonly requestId: string;
  /** When the request was sent, in milliseconds since the epoch. */
  readonly beganAtMs: number;
  /** From the request to the whole response, as the caller sees it. */
  readonly responseMs: number;
  /** All that was collected of it: what the function sent, and its initialization where there was one. */
  readonly segments: readonly Segment[];
  /** The time in each GetParametersByPath call, from the function's own X-Ray segments. */
  readonly loadMs: readonly number[];
}

/** How long a segment may take from the function to the collector, on one machine. */
const SEGMENT_DELAY_MS = 300;

export async function invoke(run: LocalRun, functionName: string): Promise<Invocation> {
  run.signal.throwIfAborted();
  const client = new LambdaClient({ region: REGION });
  const seen = run.daemon.segments.length;
  const began = performance.now();
  const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: "{}", LogType: "Tail" }));
  const responseMs = performance.now() - began;
  client.destroy();
  await sleep(SEGMENT_DELAY_MS);
  const segments = run.daemon.segments.slice(seen);
  return {
    payload: JSON.parse(answer.Payload?.transformToString() ?? "null"),
    functionError: answer.FunctionError,
    log: Buffer.from(answer.LogResult ?? "", "base64").toString(),
    requestId: answer.$metadata.requestId ?? "",
    beganAtMs: performance.timeOrigin + began,
    responseMs,
    segments,
    loadMs: segments.flatMap((segment) => callsOf("GetParametersByPath", segment)).map(milliseconds),
  };
}
