import type { AwsAccount } from "./aws/awsAccount.ts";

/** The parts of every name in a stack. */
export interface Application {
  /** `dev`, `prod`, … */
  readonly environment: string;
  readonly appName: string;
}

/**
 * The longest name of a function. Its role has the same name, to which Pulumi appends a hyphen and seven digits, and IAM
 * accepts at most 64 characters.
 */
export const MAX_FUNCTION_NAME_LENGTH = 56;

/** Returns the path of all parameters of a stack, without a trailing slash: `/dev/parameterStoreBlog`. */
export const parameterPath = ({ environment, appName }: Application): string => `/${environment}/${appName}`;

export const parameterName = (application: Application, section: string): string =>
  `${parameterPath(application)}/${section}`;

/** Returns the start of the stack's names, and the name of the key's alias: `parameterStoreBlog-dev`. */
export const stackPrefix = ({ environment, appName }: Application): string => `${appName}-${environment}`;

/**
 * Returns the name of a function, its role and its log group: `parameterStoreBlog-dev_viewer`. It cannot equal a name of
 * another stack, because neither an appName nor an environment has an underscore.
 */
export const functionName = (application: Application, name: string): string => `${stackPrefix(application)}_${name}`;

/** Returns the name of the recycler function, and of its rule, queue and alarm. */
export const recyclerName = (application: Application): string => functionName(application, "recycler");

export const keyAliasName = (application: Application): string => `alias/${stackPrefix(application)}`;

export const logGroupName = (functionName: string): string => `/aws/lambda/${functionName}`;

export const regionalArn = ({ partition, region, accountId }: AwsAccount, service: string, rest: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${rest}`;

/**
 * Returns the ARN that GetParametersByPath on the stack's path is authorized against. With `/*` appended, it matches
 * the PARAMETER_ARN that Parameter Store sends to KMS for each parameter of the stack.
 */
export const parameterPathArn = (account: AwsAccount, application: Application): string =>
  regionalArn(account, "ssm", `parameter${parameterPath(application)}`);

/** Returns the ARN that GetParameters is authorized against, and the PARAMETER_ARN that Parameter Store sends to KMS. */
export const parameterArn = (account: AwsAccount, application: Application, section: string): string =>
  regionalArn(account, "ssm", `parameter${parameterName(application, section)}`);

export const logGroupArn = (account: AwsAccount, functionName: string): string =>
  regionalArn(account, "logs", `log-group:${logGroupName(functionName)}`);

export const functionArn = (account: AwsAccount, functionName: string): string =>
  regionalArn(account, "lambda", `function:${functionName}`);

export const keyAliasArn = (account: AwsAccount, application: Application): string =>
  regionalArn(account, "kms", keyAliasName(application));

export const ruleArn = (account: AwsAccount, rule: string): string => regionalArn(account, "events", `rule/${rule}`);

export const queueArn = (account: AwsAccount, queue: string): string => regionalArn(account, "sqs", queue);

export const alarmArn = (account: AwsAccount, alarm: string): string =>
  regionalArn(account, "cloudwatch", `alarm:${alarm}`);

export const accountRootArn = (account: AwsAccount): string =>
  `arn:${account.partition}:iam::${account.accountId}:root`;

/**
 * Returns the command that invokes a function with the event in `event.json`, and prints its response. Version 2 of the AWS
 * CLI decodes a `file://` as base64. With `fileb://`, both versions send the bytes of the file.
 *
 * @param functionName the full name
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
export const invokeCommand = (account: AwsAccount, functionName: string): string =>
  `aws lambda invoke --function-name ${functionName} --region ${account.region} --payload fileb://event.json /dev/stdout`;

const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/**
 * Returns the URL of the console page that lists a function's traces.
 *
 * @param functionName the full name
 */
export function tracesUrl(account: AwsAccount, functionName: string): string {
  const host = `${account.region}.${CONSOLE_HOSTS[account.partition] ?? "console.aws.amazon.com"}`;
  const query = encodeURIComponent(`service("${functionName}")`).replaceAll("%", "*");
  return `https://${host}/cloudwatch/home?region=${account.region}#xray:traces/query?~(query~(expression~'${query}))`;
}
