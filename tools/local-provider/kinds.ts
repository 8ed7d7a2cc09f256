import type { AwsClients } from "./awsClients.ts";
import { alias } from "./kinds/alias.ts";
import { eventRule } from "./kinds/eventRule.ts";
import { eventTarget } from "./kinds/eventTarget.ts";
import { key } from "./kinds/key.ts";
import { lambdaFunction } from "./kinds/lambdaFunction.ts";
import { logGroup } from "./kinds/logGroup.ts";
import { metricAlarm } from "./kinds/metricAlarm.ts";
import { parameter } from "./kinds/parameter.ts";
import { permission } from "./kinds/permission.ts";
import { queue } from "./kinds/queue.ts";
import { role } from "./kinds/role.ts";
import { rolePolicy } from "./kinds/rolePolicy.ts";
import type { ResourceKind } from "./resourceKind.ts";

/** Every resource type that is served. */
export const kinds = (aws: AwsClients): Readonly<Record<string, ResourceKind>> => ({
  "aws:cloudwatch/eventRule:EventRule": eventRule(aws.events),
  "aws:cloudwatch/eventTarget:EventTarget": eventTarget(aws.events),
  "aws:cloudwatch/logGroup:LogGroup": logGroup(aws.logs),
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm(aws.cloudwatch),
  "aws:iam/role:Role": role(aws.iam),
  "aws:iam/rolePolicy:RolePolicy": rolePolicy(aws.iam),
  "aws:kms/alias:Alias": alias(aws.kms),
  "aws:kms/key:Key": key(aws.kms),
  "aws:lambda/function:Function": lambdaFunction(aws.lambda),
  "aws:lambda/permission:Permission": permission(aws.lambda),
  "aws:sqs/queue:Queue": queue(aws.sqs),
  "aws:ssm/parameter:Parameter": parameter(aws.ssm),
});
