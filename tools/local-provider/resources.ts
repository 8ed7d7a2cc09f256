import type { AwsClients } from "./awsClients.ts";
import type { ResourceHandler } from "./resourceHandler.ts";
import { alias } from "./resources/alias.ts";
import { eventRule } from "./resources/eventRule.ts";
import { eventSourceMapping } from "./resources/eventSourceMapping.ts";
import { eventTarget } from "./resources/eventTarget.ts";
import { functionUrl } from "./resources/functionUrl.ts";
import { key } from "./resources/key.ts";
import { lambdaFunction } from "./resources/lambdaFunction.ts";
import { logGroup } from "./resources/logGroup.ts";
import { metricAlarm } from "./resources/metricAlarm.ts";
import { parameter } from "./resources/parameter.ts";
import { permission } from "./resources/permission.ts";
import { queue } from "./resources/queue.ts";
import { role } from "./resources/role.ts";
import { rolePolicy } from "./resources/rolePolicy.ts";

/** Creates the handlers of all supported resource types. */
export const createHandlers = (aws: AwsClients): Readonly<Record<string, ResourceHandler>> => ({
  "aws:cloudwatch/eventRule:EventRule": eventRule(aws.events),
  "aws:cloudwatch/eventTarget:EventTarget": eventTarget(aws.events),
  "aws:cloudwatch/logGroup:LogGroup": logGroup(aws.logs),
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm(aws.cloudwatch),
  "aws:iam/role:Role": role(aws.iam),
  "aws:iam/rolePolicy:RolePolicy": rolePolicy(aws.iam),
  "aws:kms/alias:Alias": alias(aws.kms),
  "aws:kms/key:Key": key(aws.kms),
  "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping(aws.lambda),
  "aws:lambda/function:Function": lambdaFunction(aws.lambda),
  "aws:lambda/functionUrl:FunctionUrl": functionUrl(aws.lambda),
  "aws:lambda/permission:Permission": permission(aws.lambda),
  "aws:sqs/queue:Queue": queue(aws.sqs),
  "aws:ssm/parameter:Parameter": parameter(aws.ssm),
});
