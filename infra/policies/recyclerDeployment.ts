import type { AwsAccount } from "../aws/awsAccount.ts";
import { alarmArn, functionArn, queueArn, recyclerName, ruleArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import type { PolicyStatement } from "./policies.ts";

/** What a deployer does for refreshOnChange, beside making a second function, role and log group. */
export function recyclerDeployment(account: AwsAccount, application: Application): readonly PolicyStatement[] {
  const name = recyclerName(application);
  return [
    {
      Sid: "InvokeRecyclerByRule",
      Effect: "Allow",
      Action: ["lambda:AddPermission", "lambda:RemovePermission", "lambda:GetPolicy", "lambda:PutFunctionConcurrency"],
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
      // Neither sends, receives nor purges.
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
      // CloudWatch tells its topic by itself: that is the topic's policy to allow, and no right of the deployer's.
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
