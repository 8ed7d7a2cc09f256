import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "./aws/awsAccount.ts";
import type { ReaderFunction } from "./components/readerFunction.ts";
import type { FunctionPlan } from "./config/functions/functionPlans.ts";
import * as naming from "./naming.ts";

/** What a stack outputs about a function. */
export interface FunctionOutputs {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  readonly reads: "all" | readonly string[];
  /** Invokes the function and prints its response. */
  readonly invokeCommand: pulumi.Output<string>;
  /** The console page that lists its traces. */
  readonly tracesUrl: pulumi.Output<string>;
}

/** Returns the outputs of all functions, by name. */
export const functionOutputs = (
  account: AwsAccount,
  plans: readonly FunctionPlan[],
  readers: Readonly<Record<string, ReaderFunction>>,
): Readonly<Record<string, FunctionOutputs>> =>
  Object.fromEntries(
    plans.flatMap(({ name, reads }) => {
      const reader = readers[name];
      if (reader === undefined) return [];
      const { lambda, logGroup } = reader;
      const outputs: FunctionOutputs = {
        functionName: lambda.name,
        functionArn: lambda.arn,
        logGroupName: logGroup.name,
        reads,
        invokeCommand: lambda.name.apply((functionName) => naming.invokeCommand(account, functionName)),
        tracesUrl: lambda.name.apply((functionName) => naming.tracesUrl(account, functionName)),
      };
      return [[name, outputs]];
    }),
  );

/** Returns the name of the stack's first function and the command that invokes it; null if the stack has no function. */
export function firstOf(functions: Readonly<Record<string, FunctionOutputs>>) {
  const [first] = Object.values(functions);
  return { functionName: first?.functionName ?? null, invokeCommand: first?.invokeCommand ?? null };
}
