import type { Permission } from "../../app/runtime/defineHandler.ts";
import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionArn, logGroupArn, parameterArn, parameterPathArn } from "../naming.ts";
import type { Application } from "../naming.ts";
import type { PolicyDocument, PolicyStatement } from "./policyDocument.ts";

/**
 * Returns the trust policy of the functions' roles: only Lambda can assume them, for a function of this account. It does not name
 * the function by `aws:SourceArn`, because Lambda also assumes the role for others, such as an event source mapping.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-managed-policies.html
 */
export const trustPolicy = ({ accountId }: Pick<AwsAccount, "accountId">): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "AllowLambdaAssumeRole",
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  ],
});

/** A function's access, as its role's policy needs it. */
export interface FunctionAccess {
  /** The full name: `parameterStoreBlog-dev_viewer`. */
  readonly functionName: string;
  readonly reads: "all" | readonly string[];
  /** Permissions in addition to those for reading sections, tracing and logging. */
  readonly permissions?: readonly Permission[] | undefined;
}

/**
 * Returns the IAM policy of a function's role. It does not include kms:Decrypt: only the key policy allows that.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 */
export function functionPolicy(
  account: AwsAccount,
  application: Application,
  { functionName, reads, permissions = [] }: FunctionAccess,
): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      ...readStatements(account, application, functionName, reads),
      {
        // X-Ray has no resource-level permissions for these actions.
        Sid: "SendTraces",
        Effect: "Allow",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        Resource: "*",
      },
      writeLogStatement(account, functionName),
      ...permissions.map(({ actions, resources }, index): PolicyStatement => ({
        Sid: `Permission${index + 1}`,
        Effect: "Allow",
        Action: actions,
        Resource: resources,
      })),
    ],
  };
}

/**
 * Returns the statement that lets a function read its sections, or none if it reads no section. The condition limits it to
 * requests that the function sends: the credentials of another function or person with this role read nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
function readStatements(
  account: AwsAccount,
  application: Application,
  functionName: string,
  reads: FunctionAccess["reads"],
): readonly PolicyStatement[] {
  const common = {
    Sid: "ReadParameters",
    Effect: "Allow",
    Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn(account, functionName) } },
  } as const;
  if (reads === "all") {
    // IAM compares this with the path in the request. The path of a sibling or a parent does not match.
    return [{ ...common, Action: "ssm:GetParametersByPath", Resource: parameterPathArn(account, application) }];
  }
  if (reads.length === 0) return [];
  const parameters = reads.map((section) => parameterArn(account, application, section));
  return [{ ...common, Action: "ssm:GetParameters", Resource: parameters }];
}

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
