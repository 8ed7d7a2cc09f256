import { DeleteAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { AddPermissionCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { DeleteQueueCommand, SetQueueAttributesCommand, TagQueueCommand } from "@aws-sdk/client-sqs";
import type { AwsClients } from "../../../tools/local-provider/awsClients.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";

const QUEUE_ARN = "arn:aws:sqs:eu-west-1:000000000000:dead";
const RULE_ARN = "arn:aws:events:eu-west-1:000000000000:rule/changes";

/** A resource of one type, what its program changes, and what others do to it. */
export interface KindExample {
  readonly type: string;
  /** Every input, but for those that have a default. */
  readonly inputs: Properties;
  /** What the program changes, one after the other; null takes an input back. */
  readonly updates: readonly Properties[];
  /** Changes the live resource, and gives what the provider must see of it. */
  readonly meddle: (aws: AwsClients, id: string) => Promise<Properties>;
  /** Deletes the live resource. */
  readonly remove: (aws: AwsClients, id: string) => Promise<unknown>;
}

/** An event pattern, of changed parameters below some paths. */
export const pattern = (...names: string[]) =>
  JSON.stringify({
    source: ["aws.ssm"],
    detail: { name: names.map((prefix) => ({ prefix })), operation: ["Create", "Update"] },
  });
const policy = (Effect: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Principal: "*", Action: "sqs:SendMessage" }] });

export const kindExamples: Readonly<Record<string, KindExample>> = {
  "an event rule": {
    type: "aws:cloudwatch/eventRule:EventRule",
    inputs: { name: "changes", eventPattern: pattern("/dev/app/") },
    updates: [
      { description: "Parameters that change" },
      { eventPattern: pattern("/dev/app/", "/dev/other/") },
      { tags: { team: "blue", cost: "1" } },
      { description: null, tags: { team: "green" } },
    ],
    async meddle({ events }) {
      await events.send(new PutRuleCommand({ Name: "changes", EventPattern: pattern("/prod/"), Description: "mine" }));
      return { eventPattern: pattern("/prod/"), description: "mine" };
    },
    remove: ({ events }) => events.send(new DeleteRuleCommand({ Name: "changes" })),
  },
  "an event target": {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    inputs: { rule: "targeted", targetId: "function", arn: "arn:aws:lambda:eu-west-1:000000000000:function:one" },
    updates: [
      { arn: "arn:aws:lambda:eu-west-1:000000000000:function:two" },
      { deadLetterConfig: { arn: QUEUE_ARN } },
      { retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 2 } },
      { retryPolicy: { maximumRetryAttempts: 0 } },
      { deadLetterConfig: null, retryPolicy: null },
      { deadLetterConfig: { arn: QUEUE_ARN } },
    ],
    async meddle({ events }) {
      const Arn = "arn:aws:lambda:eu-west-1:000000000000:function:three";
      await events.send(new PutTargetsCommand({ Rule: "targeted", Targets: [{ Id: "function", Arn }] }));
      return { arn: Arn, deadLetterConfig: null };
    },
    remove: ({ events }) => events.send(new RemoveTargetsCommand({ Rule: "targeted", Ids: ["function"] })),
  },
  "a permission": {
    type: "aws:lambda/permission:Permission",
    inputs: {
      statementId: "events",
      action: "lambda:InvokeFunction",
      function: "invoked",
      principal: "events.amazonaws.com",
      sourceArn: RULE_ARN,
      sourceAccount: "000000000000",
    },
    updates: [],
    async meddle({ lambda }) {
      const statement = { FunctionName: "invoked", StatementId: "events" };
      await lambda.send(new RemovePermissionCommand(statement));
      const [Action, Principal] = ["lambda:GetFunction", "111122223333"];
      await lambda.send(new AddPermissionCommand({ ...statement, Action, Principal }));
      return { action: Action, principal: Principal, sourceArn: null, sourceAccount: null };
    },
    remove: ({ lambda }) =>
      lambda.send(new RemovePermissionCommand({ FunctionName: "invoked", StatementId: "events" })),
  },
  "a queue": {
    type: "aws:sqs/queue:Queue",
    inputs: { name: "dead", messageRetentionSeconds: 1_209_600, policy: policy("Allow"), tags: { team: "blue" } },
    updates: [
      { messageRetentionSeconds: 3600 },
      { sqsManagedSseEnabled: false },
      { policy: policy("Deny") },
      { policy: null, tags: { cost: "1" } },
      { policy: policy("Allow") },
    ],
    async meddle({ sqs }, QueueUrl) {
      const Attributes = { Policy: "", MessageRetentionPeriod: "60", SqsManagedSseEnabled: "true" };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { owner: "me" } }));
      const tags = { cost: "1", owner: "me" };
      return { policy: null, messageRetentionSeconds: 60, sqsManagedSseEnabled: true, tags, tagsAll: tags };
    },
    remove: ({ sqs }, QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl })),
  },
  "an alarm": {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    inputs: {
      name: "dead-letters",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "dead" },
      statistic: "Maximum",
      period: 300,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      tags: { team: "blue" },
    },
    updates: [
      { alarmDescription: "A change was not passed on" },
      { namespace: "AWS/Lambda", metricName: "Errors", dimensions: { FunctionName: "app-dev" } },
      { statistic: "Sum", period: 60, evaluationPeriods: 3, threshold: 0.5 },
      { comparisonOperator: "GreaterThanThreshold", treatMissingData: "notBreaching" },
      { alarmActions: ["arn:aws:sns:eu-west-1:000000000000:alarms"] },
      { tags: { cost: "1" } },
      { alarmDescription: null, treatMissingData: null, alarmActions: null, tags: null },
    ],
    async meddle({ cloudwatch }) {
      const AlarmActions = ["arn:aws:sns:eu-west-1:000000000000:mine"];
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName: "dead-letters",
          Namespace: "AWS/Lambda",
          MetricName: "Throttles",
          Statistic: "Average",
          Period: 60,
          EvaluationPeriods: 2,
          Threshold: 5,
          ComparisonOperator: "LessThanThreshold",
          AlarmActions,
        }),
      );
      return {
        metricName: "Throttles",
        dimensions: {},
        statistic: "Average",
        evaluationPeriods: 2,
        threshold: 5,
        comparisonOperator: "LessThanThreshold",
        alarmActions: AlarmActions,
      };
    },
    remove: ({ cloudwatch }) => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["dead-letters"] })),
  },
};
