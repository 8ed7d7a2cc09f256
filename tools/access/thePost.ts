import type { PolicyDocument } from "../../infra/policies/policyDocument.ts";
import { parameterArn } from "./stack.ts";
import type { Pair, Stack } from "./stack.ts";

/**
 * The same stacks with the policies of the AWS post "Sharing Secrets with AWS Lambda Using AWS Systems Manager
 * Parameter Store". The post knows one administrator; the CI role stands beside it here.
 * @see https://aws.amazon.com/blogs/compute/sharing-secrets-with-aws-lambda-using-aws-systems-manager-parameter-store/
 */
export const asInThePost = ({ stack, other }: Pair): Pair => ({ stack: posted(stack), other: posted(other) });

const posted = (stack: Stack): Stack => ({
  ...stack,
  documents: {
    // The role is Lambda's alone, as here. The post has no recycler: the one from here stands beside it.
    ...stack.documents,
    keyPolicy: keyPolicy(stack),
    functionPolicy: functionPolicy(stack),
  },
});

const keyPolicy = ({ adminArn, deployerArn, roleArn }: Stack): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "AdministerAndEncrypt",
      Effect: "Allow",
      Principal: { AWS: [adminArn, deployerArn] },
      Action: [
        "kms:Create*",
        "kms:Encrypt",
        "kms:Describe*",
        "kms:Enable*",
        "kms:List*",
        "kms:Put*",
        "kms:Update*",
        "kms:Revoke*",
        "kms:Disable*",
        "kms:Get*",
        "kms:Delete*",
        "kms:ScheduleKeyDeletion",
        "kms:CancelKeyDeletion",
      ],
      Resource: "*",
    },
    {
      Sid: "UseTheKey",
      Effect: "Allow",
      Principal: { AWS: roleArn },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: "*",
    },
  ],
});

const functionPolicy = (stack: Stack): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ReadParameters",
      Effect: "Allow",
      Action: "ssm:GetParameter*",
      Resource: parameterArn(stack, `${stack.parameterPath}*`),
    },
    {
      Sid: "SendTraces",
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: "*",
    },
    {
      // AWSLambdaBasicExecutionRole
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "*",
    },
  ],
});
