import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, queueArn, recyclerName, ruleArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import { writeLogStatement } from "./functionPolicy.ts";
import type { PolicyDocument, PolicyStatement } from "./policyDocument.ts";

/** Returns whether the recycler recycles a function. Without parameters, there is nothing to reload. */
export const isRecycled = ({ reads }: { readonly reads: "all" | readonly string[] }): boolean => reads.length > 0;

/**
 * Returns the IAM policy of the recycler's role. Environment variables can make a function load other code, and the
 * functions' roles can decrypt. SECURITY.md explains what limits this.
 *
 * @param functionNames the full names of the functions to recycle
 */
export const recyclerPolicy = (
  account: AwsAccount,
  application: Application,
  functionNames: readonly string[],
): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    ...recycleStatements(functionNames.map((name) => functionArn(account, name))),
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

/** The functions are listed by name, because a pattern would also match the recycler itself. */
function recycleStatements(functionArns: readonly string[]): readonly PolicyStatement[] {
  // IAM does not accept a statement without resources.
  if (functionArns.length === 0) return [];
  return [
    {
      Sid: "ReadFunctionConfiguration",
      Effect: "Allow",
      Action: "lambda:GetFunctionConfiguration",
      Resource: functionArns,
    },
    {
      Sid: "UpdateFunctionVariables",
      Effect: "Allow",
      Action: "lambda:UpdateFunctionConfiguration",
      Resource: functionArns,
      // The request must not name a layer, which could add code, or a VPC, which could redirect its traffic.
      Condition: { Null: { "lambda:Layer": "true", "lambda:VpcIds": "true" } },
    },
  ];
}

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
