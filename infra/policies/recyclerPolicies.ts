import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, functionName, queueArn, recyclerName, ruleArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import { writeLog } from "./policies.ts";
import type { PolicyDocument } from "./policies.ts";

/**
 * What the role of the recycler may do. Changing a function's environment variables can make it load other code, and
 * its role decrypts: SECURITY.md says what bounds that.
 */
export const recyclerPolicy = (account: AwsAccount, application: Application): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ReadVariables",
      Effect: "Allow",
      Action: "lambda:GetFunctionConfiguration",
      Resource: functionArn(account, functionName(application)),
    },
    {
      Sid: "WriteVariables",
      Effect: "Allow",
      Action: "lambda:UpdateFunctionConfiguration",
      Resource: functionArn(account, functionName(application)),
      // Only in requests that name no layer, whose code it could load, and no network, to which it could send.
      Condition: { Null: { "lambda:Layer": "true", "lambda:VpcIds": "true" } },
    },
    {
      // Lambda sends, as the function's role, the events that the function failed on.
      Sid: "SendToDeadLetterQueue",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: queueArn(account, recyclerName(application)),
    },
    writeLog(account, recyclerName(application)),
  ],
});

/** Who else sends to the dead-letter queue: EventBridge, the events that it could not hand over. */
export const deadLetterQueuePolicy = (account: AwsAccount, application: Application): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "RuleSends",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn(account, recyclerName(application)),
      Condition: { ArnEquals: { "aws:SourceArn": ruleArn(account, recyclerName(application)) } },
    },
  ],
});
