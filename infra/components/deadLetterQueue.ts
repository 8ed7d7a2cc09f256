import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/awsAccount.ts";
import { recyclerName } from "../naming.ts";
import type { Application } from "../naming.ts";
import { deadLetterQueuePolicy } from "../policies/recyclerPolicies.ts";

export interface DeadLetterQueueArgs {
  readonly account: AwsAccount;
  readonly application: Application;
  /** The ARN of an SNS topic that the alarm notifies. */
  readonly alarmTopicArn?: string | undefined;
}

/** The maximum retention of SQS: 14 days. */
const RETENTION_SECONDS = 14 * 24 * 3600;

/**
 * The SQS queue of events that the recycler could not handle, kept for 14 days, and a CloudWatch alarm that fires when
 * it is not empty.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class DeadLetterQueue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;

  constructor(name: string, args: DeadLetterQueueArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:DeadLetterQueue", name, {}, options);
    const physicalName = recyclerName(args.application);

    const queue = new aws.sqs.Queue(
      `${name}-queue`,
      {
        name: physicalName,
        messageRetentionSeconds: RETENTION_SECONDS,
        sqsManagedSseEnabled: true,
        policy: JSON.stringify(deadLetterQueuePolicy(args.account, args.application)),
      },
      { parent: this },
    );
    new aws.cloudwatch.MetricAlarm(
      `${name}-alarm`,
      {
        name: physicalName,
        alarmDescription: `Parameter changes that the recycler could not handle are in the queue ${physicalName}`,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
        period: 60,
        evaluationPeriods: 1,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        // SQS sends no metrics for a queue that was inactive for six hours.
        treatMissingData: "notBreaching",
        ...(args.alarmTopicArn === undefined ? {} : { alarmActions: [args.alarmTopicArn] }),
      },
      { parent: this },
    );

    this.arn = queue.arn;
    this.queueName = queue.name;
    this.registerOutputs({ arn: this.arn, queueName: this.queueName });
  }
}
