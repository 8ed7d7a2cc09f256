import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { maxRecycleMs } from "../../app/runtime/recycler/recycleTiming.ts";
import type { AwsAccount } from "../aws/awsAccount.ts";
import type { FunctionPlan } from "../config/functions/functionPlans.ts";
import { functionName, parameterPath, recyclerName } from "../naming.ts";
import type { Application } from "../naming.ts";
import { isRecycled, recyclerPolicy } from "../policies/recyclerPolicies.ts";
import { DeadLetterQueue } from "./deadLetterQueue.ts";
import { FunctionRole } from "./functionRole.ts";
import { createLambdaFunction } from "./lambdaFunction.ts";

export interface RefreshOnChangeArgs {
  readonly account: AwsAccount;
  readonly application: Application;
  /** From `functionBundle`. */
  readonly code: pulumi.Input<pulumi.asset.Archive>;
  /** The functions of the stack. Those that read nothing are not recycled. */
  readonly functions: readonly Pick<FunctionPlan, "functionName" | "reads">[];
  readonly logRetentionDays: number;
  /** The ARN of an SNS topic to notify when a change could not be handled. */
  readonly alarmTopicArn?: string | undefined;
  /** The ARN of a managed policy that limits the recycler's role. */
  readonly permissionsBoundary?: string | undefined;
}

/** For starting the recycler, and for slow or throttled responses of AWS. */
const SLOW_RESPONSE_SECONDS = 50;

/**
 * An EventBridge rule for changes of the stack's parameters, and the recycler function that it invokes. The recycler
 * makes Lambda start new execution environments of the functions that read the parameter. AWS sends these events on a
 * best-effort basis, so the functions' caches still expire.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
export class RefreshOnChange extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly deadLetterQueueName: pulumi.Output<string>;

  constructor(name: string, args: RefreshOnChangeArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:RefreshOnChange", name, {}, options);
    const { account, application, permissionsBoundary } = args;
    const functions = args.functions.filter(isRecycled);
    const functionNames = functions.map((each) => each.functionName);
    const physicalName = recyclerName(application);

    const deadLetters = new DeadLetterQueue(`${name}-dead-letters`, args, { parent: this });
    const role = new FunctionRole(
      name,
      {
        account,
        functionName: physicalName,
        policy: recyclerPolicy(account, application, functionNames),
        permissionsBoundary,
      },
      { parent: this },
    );
    const { lambda } = createLambdaFunction(
      name,
      {
        functionName: physicalName,
        description: "Recycles the execution environments of the functions that read a changed parameter",
        code: args.code,
        role,
        memorySize: 128,
        timeout: SLOW_RESPONSE_SECONDS + Math.ceil(maxRecycleMs(functions.length) / 1000),
        // One at a time, so that each invocation sees the result of the previous one.
        reservedConcurrentExecutions: 1,
        deadLetterConfig: { targetArn: deadLetters.arn },
        logRetentionDays: args.logRetentionDays,
        variables: { FUNCTION_NAME_PREFIX: functionName(application, ""), PARAMETER_PATH: parameterPath(application) },
      },
      { parent: this },
    );
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        name: physicalName,
        description: `Parameter changes under ${parameterPath(application)}`,
        eventPattern: JSON.stringify(changeEventPattern(application)),
      },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        statementId: "AllowEventBridgeInvoke",
        action: "lambda:InvokeFunction",
        function: lambda.name,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
      },
      { parent: this },
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      { rule: rule.name, targetId: "recycler", arn: lambda.arn, deadLetterConfig: { arn: deadLetters.arn } },
      { parent: this, dependsOn: permission },
    );

    this.functionName = lambda.name;
    this.deadLetterQueueName = deadLetters.queueName;
    this.registerOutputs({ functionName: this.functionName, deadLetterQueueName: this.deadLetterQueueName });
  }
}

/**
 * Returns the EventBridge pattern that matches each change of a value under the stack's path. The trailing slash
 * excludes applications whose name only starts the same. Changes of labels are excluded: the functions read the newest
 * version.
 */
const changeEventPattern = (application: Application) => ({
  source: ["aws.ssm"],
  "detail-type": ["Parameter Store Change"],
  detail: {
    name: [{ prefix: `${parameterPath(application)}/` }],
    operation: ["Create", "Update", "Delete"],
  },
});
