import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { InvokeCommandOutput } from "@aws-sdk/client-lambda";
import { segmentDurationMs } from "../lib/segment.ts";
import type { Segment } from "../lib/segment.ts";
import { REGION } from "./localRun.ts";
import type { LocalRun } from "./localRun.ts";
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

export async function invoke(run: LocalRun, functionName: string, event: unknown = {}): Promise<Invocation> {
  const [invocation] = await invokeInTurn(run, functionName, 1, event);
  if (invocation === undefined) throw new Error("One invocation was asked for.");
  return invocation;
}

/** One after the other, waiting once for the segments of all. */
export async function invokeInTurn(
  run: LocalRun,
  functionName: string,
  times: number,
  event: unknown = {},
): Promise<Invocation[]> {
  const seen = run.daemon.segments.length;
  const client = new LambdaClient({ region: REGION });
  const answers: Answered[] = [];
  for (let count = 0; count < times; count += 1) {
    run.signal.throwIfAborted();
    const began = performance.now();
    const Payload = JSON.stringify(event);
    const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload, LogType: "Tail" }));
    answers.push({ answer, beganAtMs: performance.timeOrigin + began, responseMs: performance.now() - began });
  }
  client.destroy();
  await sleep(SEGMENT_DELAY_MS);
  const segments = run.daemon.segments.slice(seen);
  return answers.map((answered, index) => {
    const untilMs = answers[index + 1]?.beganAtMs ?? Infinity;
    const own = segments.filter(({ start_time }) => {
      const startMs = start_time * 1000;
      return (index === 0 || startMs >= answered.beganAtMs) && startMs < untilMs;
    });
    return invocationOf(answered, own);
  });
}

interface Answered {
  readonly answer: InvokeCommandOutput;
  readonly beganAtMs: number;
  readonly responseMs: number;
}

function invocationOf({ answer, beganAtMs, responseMs }: Answered, segments: readonly Segment[]): Invocation {
  return {
    payload: JSON.parse(answer.Payload?.transformToString() ?? "null"),
    functionError: answer.FunctionError,
    log: Buffer.from(answer.LogResult ?? "", "base64").toString(),
    requestId: answer.$metadata.requestId ?? "",
    beganAtMs,
    responseMs,
    segments,
    loadMs: segments.flatMap((segment) => callsOf("GetParametersByPath", segment)).map(segmentDurationMs),
  };
}
