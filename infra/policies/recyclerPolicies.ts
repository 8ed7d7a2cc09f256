import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, queueArn, recyclerName, ruleArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import { writeLogStatement } from "./functionPolicy.ts";
import type { PolicyDocument } from "./policyDocument.ts";

/**
 * Returns the IAM policy of the recycler's role, for functions by their full names. Environment variables can make a function load other code, and the
 * function's role can decrypt. SECURITY.md explains what limits this.
 */
export const recyclerPolicy = (
  account: AwsAccount,
  application: Application,
  functionNames: readonly string[],
): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ReadFunctionConfiguration",
      Effect: "Allow",
      Action: "lambda:GetFunctionConfiguration",
      // By name: with `_*`, the recycler could change its own variables.
      Resource: functionNames.map((name) => functionArn(account, name)),
    },
    {
      Sid: "UpdateFunctionVariables",
      Effect: "Allow",
      Action: "lambda:UpdateFunctionConfiguration",
      Resource: functionNames.map((name) => functionArn(account, name)),
      // The request must not name a layer, which could add code, or a VPC, which could redirect its traffic.
      Condition: { Null: { "lambda:Layer": "true", "lambda:VpcIds": "true" } },
    },
    {
      // Lambda uses this role to send the events that the recycler failed to process.
      Sid: "SendToDeadLetterQueue",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: queueArn(account, recyclerName(application)),
    },
    writeLogStatement(account, recyclerName(application)),
  ],
});

/** Returns the policy of the dead-letter queue. EventBridge can send it the events that it could not deliver. */
export const deadLetterQueuePolicy = (account: AwsAccount, application: Application): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "AllowEventBridgeSendMessage",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn(account, recyclerName(application)),
      Condition: { ArnEquals: { "aws:SourceArn": ruleArn(account, recyclerName(application)) } },
    },
  ],
});
