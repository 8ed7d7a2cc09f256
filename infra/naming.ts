import type { AwsAccount } from "./aws/awsAccount.ts";

/** The parts of every name in a stack. */
export interface Application {
  /** `dev`, `prod`, … */
  readonly environment: string;
  readonly appName: string;
}

/** The longest function name that Lambda accepts. */
export const MAX_FUNCTION_NAME_LENGTH = 64;

/** Returns the path of all parameters of a stack, without a trailing slash: `/dev/parameterStoreBlog`. */
export const parameterPath = ({ environment, appName }: Application): string => `/${environment}/${appName}`;

export const parameterName = (application: Application, section: string): string =>
  `${parameterPath(application)}/${section}`;

/** Returns the name of the function that reads the parameters. The key's alias has the same name. */
export const functionName = ({ environment, appName }: Application): string => `${appName}-${environment}`;

/**
 * Returns the name of the recycler function, and of its rule, queue and alarm. It cannot equal the function name of
 * another stack, because the name of an environment has no underscore.
 */
export const recyclerName = (application: Application): string => `${functionName(application)}_recycler`;

/** Returns a role's name without the hyphen and seven hexadecimal digits that Pulumi appends. IAM accepts at most 64 characters. */
export const roleBaseName = (functionName: string): string => functionName.slice(0, 64 - 8);

export const keyAliasName = (application: Application): string => `alias/${functionName(application)}`;

export const logGroupName = (functionName: string): string => `/aws/lambda/${functionName}`;

export const regionalArn = ({ partition, region, accountId }: AwsAccount, service: string, rest: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${rest}`;

/**
 * Returns the ARN that GetParametersByPath on the stack's path is authorized against. With `/*` appended, it matches
 * the PARAMETER_ARN that Parameter Store sends to KMS for each parameter of the stack.
 */
export const parameterPathArn = (account: AwsAccount, application: Application): string =>
  regionalArn(account, "ssm", `parameter${parameterPath(application)}`);

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

/** Returns the command that invokes the function and prints its response. */
export const invokeCommand = (account: AwsAccount, application: Application): string =>
  `aws lambda invoke --function-name ${functionName(application)} --region ${account.region} /dev/stdout`;

const CONSOLE_HOSTS: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** Returns the URL of the console page that lists the function's traces. */
export function tracesUrl(account: AwsAccount, application: Application): string {
  const host = `${account.region}.${CONSOLE_HOSTS[account.partition] ?? "console.aws.amazon.com"}`;
  const query = encodeURIComponent(`service("${functionName(application)}")`).replaceAll("%", "*");
  return `https://${host}/cloudwatch/home?region=${account.region}#xray:traces/query?~(query~(expression~'${query}))`;
}
