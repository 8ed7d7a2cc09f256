import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { InvokeCommandOutput } from "@aws-sdk/client-lambda";
import type { LoadOperation } from "../../infra/config/burstCapacity.ts";
import { findCalls, segmentDurationMs, startOf } from "../lib/segment.ts";
import type { Segment } from "../lib/segment.ts";
import { REGION } from "./localRun.ts";
import type { LocalRun } from "./localRun.ts";

/** A call that loads the configuration from Parameter Store. */
export interface LoadCall {
  readonly operation: LoadOperation;
  readonly durationMs: number;
}

const LOAD_OPERATIONS: readonly LoadOperation[] = ["GetParametersByPath", "GetParameters"];

/** The result and the times of one invocation. */
export interface Invocation {
  /** The function's response or error. */
  readonly payload: unknown;
  /** Set if the invocation failed. */
  readonly functionError: string | undefined;
  /** The end of the function's log. */
  readonly log: string;
  readonly requestId: string;
  /** When the request was sent, in milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The time from the request to the complete response, as the caller sees it. */
  readonly responseMs: number;
  /** `cold` if the execution environment was initialized for this invocation. */
  readonly start: "cold" | "warm";
  /** The function's segments, and the initialization of a cold start. */
  readonly segments: readonly Segment[];
  /** The calls that loaded the configuration, from the function's X-Ray segments. */
  readonly loadCalls: readonly LoadCall[];
  /** The duration of each of these calls. */
  readonly loadMs: readonly number[];
}

/** The maximum time for a segment to arrive from the function. */
const SEGMENT_DELAY_MS = 300;

/** Invokes a function once. */
export async function invoke(run: LocalRun, functionName: string, event: unknown = {}): Promise<Invocation> {
  const [invocation] = await invokeRepeatedly(run, functionName, 1, event);
  if (invocation === undefined) throw new Error("An invocation is missing.");
  return invocation;
}

/** Invokes a function several times in sequence, and waits once for all segments. */
export async function invokeRepeatedly(
  run: LocalRun,
  functionName: string,
  times: number,
  event: unknown = {},
): Promise<Invocation[]> {
  const previous = run.daemon.segments.length;
  const client = new LambdaClient({ region: REGION });
  const responses: TimedResponse[] = [];
  for (let count = 0; count < times; count += 1) {
    run.signal.throwIfAborted();
    const startedMs = performance.now();
    const Payload = JSON.stringify(event);
    const output = await client.send(new InvokeCommand({ FunctionName: functionName, Payload, LogType: "Tail" }));
    const responseMs = performance.now() - startedMs;
    responses.push({ output, startedAtMs: performance.timeOrigin + startedMs, responseMs });
  }
  client.destroy();
  await sleep(SEGMENT_DELAY_MS);
  const segments = run.daemon.segments.slice(previous);
  return responses.map((response, index) => {
    const untilMs = responses[index + 1]?.startedAtMs ?? Infinity;
    const own = segments.filter(({ start_time }) => {
      const startMs = start_time * 1000;
      return (index === 0 || startMs >= response.startedAtMs) && startMs < untilMs;
    });
    return toInvocation(response, own);
  });
}

interface TimedResponse {
  readonly output: InvokeCommandOutput;
  readonly startedAtMs: number;
  readonly responseMs: number;
}

function toInvocation({ output, startedAtMs, responseMs }: TimedResponse, segments: readonly Segment[]): Invocation {
  const loadCalls = LOAD_OPERATIONS.flatMap((operation) =>
    segments
      .flatMap((segment) => findCalls(operation, segment))
      .map((call) => ({ operation, durationMs: segmentDurationMs(call) })),
  );
  return {
    payload: JSON.parse(output.Payload?.transformToString() ?? "null"),
    functionError: output.FunctionError,
    log: Buffer.from(output.LogResult ?? "", "base64").toString(),
    requestId: output.$metadata.requestId ?? "",
    startedAtMs,
    responseMs,
    start: startOf(segments),
    segments,
    loadCalls,
    loadMs: loadCalls.map(({ durationMs }) => durationMs),
  };
}
