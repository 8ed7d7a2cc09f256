import { DeleteAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { DeleteRoleCommand, DeleteRolePermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionUrlConfigCommand,
  RemovePermissionCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import { DeleteQueueCommand, SetQueueAttributesCommand, TagQueueCommand } from "@aws-sdk/client-sqs";
import type { AwsClients } from "../../../tools/local-provider/awsClients.ts";
import type { Properties } from "../../../tools/local-provider/properties.ts";

const QUEUE_ARN = "arn:aws:sqs:eu-west-1:000000000000:dead";
const RULE_ARN = "arn:aws:events:eu-west-1:000000000000:rule/changes";

/** An example of a resource type, with changes by the program and changes outside Pulumi. */
export interface ResourceExample {
  readonly type: string;
  /** All inputs without a default. */
  readonly inputs: Properties;
  /** Successive changes of the program's inputs. Null removes an input. */
  readonly updates: readonly Properties[];
  /** Changes the live resource, and returns the outputs that the provider must then read. */
  readonly changeLive: (aws: AwsClients, id: string) => Promise<Properties>;
  /** Deletes the live resource. */
  readonly deleteLive: (aws: AwsClients, id: string) => Promise<unknown>;
}

/** Returns an event pattern that matches changes of parameters under the given path prefixes. */
export const createPattern = (...names: string[]) =>
  JSON.stringify({
    source: ["aws.ssm"],
    detail: { name: names.map((prefix) => ({ prefix })), operation: ["Create", "Update"] },
  });
const boundary = (name: string): string => `arn:aws:iam::000000000000:policy/${name}`;
const policy = (Effect: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Principal: "*", Action: "sqs:SendMessage" }] });

export const resourceExamples: Readonly<Record<string, ResourceExample>> = {
  "an event rule": {
    type: "aws:cloudwatch/eventRule:EventRule",
    inputs: { name: "changes", eventPattern: createPattern("/dev/app/") },
    updates: [
      { description: "Parameters that change" },
      { eventPattern: createPattern("/dev/app/", "/dev/other/") },
      { tags: { team: "blue", cost: "1" } },
      { description: null, tags: { team: "green" } },
    ],
    async changeLive({ events }) {
      await events.send(
        new PutRuleCommand({ Name: "changes", EventPattern: createPattern("/prod/"), Description: "mine" }),
      );
      return { eventPattern: createPattern("/prod/"), description: "mine" };
    },
    deleteLive: ({ events }) => events.send(new DeleteRuleCommand({ Name: "changes" })),
  },
  "a schedule": {
    type: "aws:cloudwatch/eventRule:EventRule",
    inputs: { name: "hourly", scheduleExpression: "rate(1 hour)" },
    updates: [{ scheduleExpression: "cron(0 8 * * ? *)" }, { description: "Every morning" }],
    async changeLive({ events }) {
      const ScheduleExpression = "rate(5 minutes)";
      await events.send(new PutRuleCommand({ Name: "hourly", ScheduleExpression, Description: "mine" }));
      return { scheduleExpression: ScheduleExpression, description: "mine" };
    },
    deleteLive: ({ events }) => events.send(new DeleteRuleCommand({ Name: "hourly" })),
  },
  "an event target": {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    inputs: { rule: "targeted", targetId: "function", arn: "arn:aws:lambda:eu-west-1:000000000000:function:one" },
    updates: [
      { arn: "arn:aws:lambda:eu-west-1:000000000000:function:two" },
      { input: '{"name":"Ada"}' },
      { input: null },
      { deadLetterConfig: { arn: QUEUE_ARN } },
      { retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 2 } },
      { retryPolicy: { maximumRetryAttempts: 0 } },
      { deadLetterConfig: null, retryPolicy: null },
      { deadLetterConfig: { arn: QUEUE_ARN } },
    ],
    async changeLive({ events }) {
      const Arn = "arn:aws:lambda:eu-west-1:000000000000:function:three";
      await events.send(new PutTargetsCommand({ Rule: "targeted", Targets: [{ Id: "function", Arn }] }));
      return { arn: Arn, deadLetterConfig: null };
    },
    deleteLive: ({ events }) => events.send(new RemoveTargetsCommand({ Rule: "targeted", Ids: ["function"] })),
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
    async changeLive({ lambda }) {
      const statement = { FunctionName: "invoked", StatementId: "events" };
      await lambda.send(new RemovePermissionCommand(statement));
      const [Action, Principal] = ["lambda:GetFunction", "111122223333"];
      await lambda.send(new AddPermissionCommand({ ...statement, Action, Principal }));
      return { action: Action, principal: Principal, sourceArn: null, sourceAccount: null };
    },
    deleteLive: ({ lambda }) =>
      lambda.send(new RemovePermissionCommand({ FunctionName: "invoked", StatementId: "events" })),
  },
  "a queue that invokes a function": {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    inputs: { eventSourceArn: QUEUE_ARN, functionName: "invoked" },
    updates: [
      { batchSize: 5, maximumBatchingWindowInSeconds: 20 },
      { functionResponseTypes: ["ReportBatchItemFailures"] },
      { enabled: false },
      { functionResponseTypes: null, maximumBatchingWindowInSeconds: null },
    ],
    async changeLive({ lambda }, UUID) {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 1, Enabled: true }));
      return { batchSize: 1, enabled: true };
    },
    deleteLive: ({ lambda }, UUID) => lambda.send(new DeleteEventSourceMappingCommand({ UUID })),
  },
  "a function URL": {
    type: "aws:lambda/functionUrl:FunctionUrl",
    inputs: { functionName: "invoked", authorizationType: "AWS_IAM" },
    updates: [{ invokeMode: "RESPONSE_STREAM" }, { invokeMode: null }],
    async changeLive({ lambda }, FunctionName) {
      const [AuthType, InvokeMode] = ["NONE", "RESPONSE_STREAM"] as const;
      await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType, InvokeMode }));
      return { authorizationType: AuthType, invokeMode: InvokeMode };
    },
    deleteLive: ({ lambda }, FunctionName) => lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName })),
  },
  "a queue": {
    type: "aws:sqs/queue:Queue",
    inputs: { name: "dead", messageRetentionSeconds: 1_209_600, policy: policy("Allow"), tags: { team: "blue" } },
    updates: [
      { messageRetentionSeconds: 3600, visibilityTimeoutSeconds: 60 },
      { sqsManagedSseEnabled: false },
      { policy: policy("Deny") },
      { policy: null, tags: { cost: "1" } },
      { policy: policy("Allow") },
    ],
    async changeLive({ sqs }, QueueUrl) {
      const Attributes = { Policy: "", MessageRetentionPeriod: "60", SqsManagedSseEnabled: "true" };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { owner: "me" } }));
      const tags = { cost: "1", owner: "me" };
      return { policy: null, messageRetentionSeconds: 60, sqsManagedSseEnabled: true, tags, tagsAll: tags };
    },
    deleteLive: ({ sqs }, QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl })),
  },
  "a role": {
    type: "aws:iam/role:Role",
    inputs: { name: "limited", assumeRolePolicy: policy("Allow"), permissionsBoundary: boundary("one") },
    updates: [
      { permissionsBoundary: boundary("two") },
      { permissionsBoundary: null },
      { description: "Runs a function", permissionsBoundary: boundary("one") },
    ],
    async changeLive({ iam }, RoleName) {
      await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      return { permissionsBoundary: "" };
    },
    deleteLive: ({ iam }, RoleName) => iam.send(new DeleteRoleCommand({ RoleName })),
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
    async changeLive({ cloudwatch }) {
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
    deleteLive: ({ cloudwatch }) => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["dead-letters"] })),
  },
};
