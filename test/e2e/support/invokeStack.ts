import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { CacheState } from "../../../app/runtime/cache/freshness.ts";
import { invoke } from "../../../tools/local/invocation.ts";
import type { Invocation } from "../../../tools/local/invocation.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { createClients } from "./awsState.ts";
import type { TestStack } from "./testStack.ts";

/** The response of a stack's `viewer`, with what the invocation left in log and traces. */
export interface StackResponse {
  readonly cache: CacheState;
  readonly ageSeconds: number;
  readonly version: string;
  readonly sections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The number of GetParametersByPath calls in the traces. */
  readonly loads: number;
  /** `cold` if the execution environment was initialized for the invocation. */
  readonly start: Invocation["start"];
  /** The response and the log. */
  readonly text: string;
}

/** Invokes a stack's `viewer`. Throws if the invocation fails. */
export async function invokeStack(
  run: LocalRun,
  { functionName }: { readonly functionName: string },
): Promise<StackResponse> {
  const { payload, functionError, log, loadMs, start } = await invoke(run, functionName);
  if (functionError !== undefined) throw new Error(`${functionName} failed (${functionError}):\n${log}`);
  const response = payload as Omit<StackResponse, "loads" | "start" | "text">;
  return { ...response, loads: loadMs.length, start, text: `${JSON.stringify(payload)}\n${log}` };
}

/** All output of a function: a response, its whole log and every trace. */
export interface FunctionOutput {
  readonly functionError: string | undefined;
  readonly response: string;
  readonly log: string;
  readonly traces: string;
  readonly all: readonly string[];
}

/** Invokes a function, and returns its output whether the invocation fails or not. */
export async function invokeAndCollect(run: LocalRun, functionName: string): Promise<FunctionOutput> {
  const { payload, functionError, log: tail } = await invoke(run, functionName);
  const messages: string[] = [];
  const logGroupName = `/aws/lambda/${functionName}`;
  for await (const page of paginateFilterLogEvents({ client: createClients(run).logs }, { logGroupName })) {
    messages.push(...(page.events ?? []).map(({ message }) => message ?? ""));
  }
  const output = {
    response: JSON.stringify(payload),
    log: [tail, ...messages].join("\n"),
    traces: JSON.stringify(run.daemon.segments),
  };
  return { functionError, ...output, all: Object.values(output) };
}

/** Does the same while the stack's path contains another parameter, `manual`, encrypted with the stack's key. */
export async function invokeWithParameter(run: LocalRun, stack: TestStack, Value: string): Promise<FunctionOutput> {
  const { ssm } = createClients(run);
  const Name = `${stack.path}/manual`;
  await ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", KeyId: stack.keyAlias }));
  try {
    return await invokeAndCollect(run, stack.functionName);
  } finally {
    await ssm.send(new DeleteParameterCommand({ Name }));
  }
}
