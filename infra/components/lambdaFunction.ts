import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { BUNDLE_RUNTIME } from "../bundle/functionBundle.ts";
import { logGroupName } from "../naming.ts";
import type { FunctionRole } from "./functionRole.ts";

/** The settings that differ between the functions. */
export interface LambdaFunctionArgs extends Pick<
  aws.lambda.FunctionArgs,
  "deadLetterConfig" | "ephemeralStorage" | "memorySize" | "reservedConcurrentExecutions" | "timeout" | "tracingConfig"
> {
  readonly functionName: string;
  readonly description: string;
  /** From `functionBundle`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** Default: arm64. */
  readonly architecture?: "arm64" | "x86_64" | undefined;
  readonly role: FunctionRole;
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  readonly logRetentionDays: number;
}

export interface LambdaFunctionOptions {
  readonly parent: pulumi.Resource;
  /** Resources to create before the function, in addition to its role policy and its log group. */
  readonly dependsOn?: readonly pulumi.Resource[];
  readonly ignoreChanges?: string[];
}

/**
 * Creates a bundled Lambda function and its log group. The function depends on the log group and the role policy, so
 * that its first execution environment has both.
 *
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/lambda/function/
 */
export function createLambdaFunction(
  name: string,
  { functionName, role, variables, logRetentionDays, architecture = "arm64", ...settings }: LambdaFunctionArgs,
  { dependsOn = [], ...options }: LambdaFunctionOptions,
): { readonly logGroup: aws.cloudwatch.LogGroup; readonly lambda: aws.lambda.Function } {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-logs`,
    { name: logGroupName(functionName), retentionInDays: logRetentionDays },
    { parent: options.parent },
  );
  const lambda = new aws.lambda.Function(
    `${name}-function`,
    {
      ...settings,
      ...BUNDLE_RUNTIME,
      architectures: [architecture],
      name: functionName,
      role: role.arn,
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      environment: { variables },
    },
    { ...options, dependsOn: [role.policy, logGroup, ...dependsOn] },
  );
  return { logGroup, lambda };
}
