import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionName, logGroupArn, parameterPathArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import type { PolicyDocument, PolicyStatement } from "./policyDocument.ts";

/** Returns the trust policy of the functions' roles: only Lambda can assume them. */
export const trustPolicy = (): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "AllowLambdaAssumeRole",
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  ],
});

/** Returns the IAM policy of the function's role. It does not include kms:Decrypt: only the key policy allows that. */
export const functionPolicy = (account: AwsAccount, application: Application): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      // IAM compares this with the path in the request. The path of a sibling or a parent does not match.
      Sid: "ReadParameters",
      Effect: "Allow",
      Action: "ssm:GetParametersByPath",
      Resource: parameterPathArn(account, application),
    },
    {
      // X-Ray has no resource-level permissions for these actions.
      Sid: "SendTraces",
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: "*",
    },
    writeLogStatement(account, functionName(application)),
  ],
});

/**
 * Returns the statement that lets a function write its own log. The stack creates the log group, so CreateLogGroup is
 * not needed.
 */
export function writeLogStatement(account: AwsAccount, functionName: string): PolicyStatement {
  return {
    Sid: "WriteLog",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${logGroupArn(account, functionName)}:*`,
  };
}
