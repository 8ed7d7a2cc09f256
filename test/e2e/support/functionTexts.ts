import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { invoke } from "../../../tools/local/invocation.ts";
import type { LocalRun } from "../../../tools/local/localRun.ts";
import { clientsOf } from "./awsState.ts";
import type { TestStack } from "./testStack.ts";

/** Everything that a function has let out: its response, its whole log and every trace. */
export interface FunctionTexts {
  readonly functionError: string | undefined;
  readonly response: string;
  readonly log: string;
  readonly traces: string;
  readonly all: readonly string[];
}

/** Invokes a function, whether it fails or not. */
export async function textsAfterInvoking(run: LocalRun, functionName: string): Promise<FunctionTexts> {
  const { payload, functionError, log: tail } = await invoke(run, functionName);
  const logged: string[] = [];
  const logGroupName = `/aws/lambda/${functionName}`;
  for await (const page of paginateFilterLogEvents({ client: clientsOf(run).logs }, { logGroupName })) {
    logged.push(...(page.events ?? []).map(({ message }) => message ?? ""));
  }
  const texts = {
    response: JSON.stringify(payload),
    log: [tail, ...logged].join("\n"),
    traces: JSON.stringify(run.daemon.segments),
  };
  return { functionError, ...texts, all: Object.values(texts) };
}

/** The same while a value put by hand, under the stack's key, lies under its path as `byHand`. */
export async function textsWithParameter(run: LocalRun, stack: TestStack, Value: string): Promise<FunctionTexts> {
  const { ssm } = clientsOf(run);
  const Name = `${stack.path}/byHand`;
  await ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", KeyId: stack.keyAlias }));
  try {
    return await textsAfterInvoking(run, stack.functionName);
  } finally {
    await ssm.send(new DeleteParameterCommand({ Name }));
  }
}
