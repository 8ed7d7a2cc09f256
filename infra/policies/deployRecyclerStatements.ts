import type { AwsAccount } from "../aws/awsAccount.ts";
import { alarmArn, functionArn, queueArn, recyclerName, ruleArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import type { PolicyStatement } from "./policyDocument.ts";

/** Returns the statements that a deployer needs for refreshOnChange, in addition to those for the recycler function. */
export function deployRecyclerStatements(account: AwsAccount, application: Application): readonly PolicyStatement[] {
  const name = recyclerName(application);
  return [
    {
      Sid: "ManageRecyclerInvocation",
      Effect: "Allow",
      Action: ["lambda:AddPermission", "lambda:RemovePermission", "lambda:GetPolicy"],
      Resource: functionArn(account, name),
    },
    {
      Sid: "ManageRule",
      Effect: "Allow",
      Action: [
        "events:PutRule",
        "events:DescribeRule",
        "events:DeleteRule",
        "events:PutTargets",
        "events:ListTargetsByRule",
        "events:RemoveTargets",
        "events:ListTagsForResource",
        "events:TagResource",
        "events:UntagResource",
      ],
      Resource: ruleArn(account, name),
    },
    {
      // The deployer cannot send, receive or purge messages.
      Sid: "ManageQueue",
      Effect: "Allow",
      Action: [
        "sqs:CreateQueue",
        "sqs:GetQueueAttributes",
        "sqs:SetQueueAttributes",
        "sqs:DeleteQueue",
        "sqs:ListQueueTags",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
      Resource: queueArn(account, name),
    },
    {
      // The topic's own policy lets CloudWatch publish to it. The deployer needs no permission for that.
      Sid: "ManageAlarm",
      Effect: "Allow",
      Action: [
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:DeleteAlarms",
        "cloudwatch:ListTagsForResource",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      Resource: alarmArn(account, name),
    },
  ];
}
