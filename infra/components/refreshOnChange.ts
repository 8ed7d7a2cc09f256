import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionName, parameterPath, recyclerName } from "../naming.ts";
import type { Application } from "../naming.ts";
import { recyclerPolicy } from "../policies/recyclerPolicies.ts";
import { DeadLetterQueue } from "./deadLetterQueue.ts";
import { FunctionRole } from "./functionRole.ts";
import { loggedFunction } from "./loggedFunction.ts";
import { parameterChanges } from "./parameterChanges.ts";

export interface RefreshOnChangeArgs {
  readonly account: AwsAccount;
  readonly application: Application;
  /** Of `functionBundle`. */
  readonly code: pulumi.asset.Archive;
  readonly logRetentionDays: number;
  /** The ARN of an SNS topic that hears when a change could not be answered. */
  readonly alarmTopicArn?: string | undefined;
}

/** In seconds: it may wait for the end of a burst, and for the end of a deployment. */
const TIMEOUT_SECONDS = 120;

/**
 * A rule for changes of the stack's parameters, and the function that answers them by renewing the execution environments
 * of the function that reads them. AWS sends these events on best effort: the expiry of the configuration stays behind it.
 */
export class RefreshOnChange extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;
  readonly deadLetterQueueName: pulumi.Output<string>;

  constructor(name: string, args: RefreshOnChangeArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:RefreshOnChange", name, {}, options);
    const { account, application } = args;
    const target = functionName(application);
    const physicalName = recyclerName(application);

    const deadLetters = new DeadLetterQueue(`${name}-dead-letters`, args, { parent: this });
    const role = new FunctionRole(
      name,
      { functionName: physicalName, policy: recyclerPolicy(account, application) },
      { parent: this },
    );
    const { lambda } = loggedFunction(
      name,
      {
        functionName: physicalName,
        description: `Renews the execution environments of ${target} when a parameter changes`,
        code: args.code,
        role,
        memorySize: 128,
        timeout: TIMEOUT_SECONDS,
        // One at a time: each sees what the one before it has done.
        reservedConcurrentExecutions: 1,
        deadLetterConfig: { targetArn: deadLetters.arn },
        logRetentionDays: args.logRetentionDays,
        variables: { FUNCTION_NAME: target, PARAMETER_PATH: parameterPath(application) },
      },
      { parent: this },
    );
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        name: physicalName,
        description: `Changes of parameters under ${parameterPath(application)}`,
        eventPattern: JSON.stringify(parameterChanges(application)),
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
