import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "./aws/awsAccount.ts";
import type { ReaderFunction } from "./components/readerFunction.ts";
import * as naming from "./naming.ts";

/** The outputs of a stack about one function. */
export interface FunctionOutputs {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  readonly reads: "all" | readonly string[];
  /** Invokes the function with the event in `event.json`, and prints its response. */
  readonly invokeCommand: pulumi.Output<string>;
  /** The console page that lists its traces. */
  readonly tracesUrl: pulumi.Output<string>;
}

/** Returns the outputs of all functions, by name. */
export const functionOutputs = (
  account: AwsAccount,
  readers: Readonly<Record<string, ReaderFunction>>,
): Readonly<Record<string, FunctionOutputs>> =>
  Object.fromEntries(
    Object.entries(readers).map(([name, { lambda, logGroup, reads }]): [string, FunctionOutputs] => [
      name,
      {
        functionName: lambda.name,
        functionArn: lambda.arn,
        logGroupName: logGroup.name,
        reads,
        invokeCommand: lambda.name.apply((functionName) => naming.invokeCommand(account, functionName)),
        tracesUrl: lambda.name.apply((functionName) => naming.tracesUrl(account, functionName)),
      },
    ]),
  );

/** Returns the name of the stack's first function and the command that invokes it. Both are null without a function. */
export function firstOf(functions: Readonly<Record<string, FunctionOutputs>>) {
  const [first] = Object.values(functions);
  return { functionName: first?.functionName ?? null, invokeCommand: first?.invokeCommand ?? null };
}
