import type { AwsAccount } from "./awsAccount.ts";

/** What every name of a stack is made of. */
export interface Application {
  /** `dev`, `prod`, … */
  readonly environment: string;
  readonly appName: string;
}

/** The longest function name that Lambda accepts. */
export const MAX_FUNCTION_NAME_LENGTH = 64;

/** The path under which all parameters of a stack lie, without a trailing slash: `/dev/parameterStoreBlog`. */
export const parameterPath = ({ environment, appName }: Application): string => `/${environment}/${appName}`;

export const parameterName = (application: Application, section: string): string =>
  `${parameterPath(application)}/${section}`;

/** The function's name, and what the alias and the log group are named after. */
export const functionName = ({ environment, appName }: Application): string => `${appName}-${environment}`;

/** What the role is called before Pulumi adds a hyphen and seven digits: a role's name has 64 characters at the most. */
export const roleBaseName = (application: Application): string => functionName(application).slice(0, 64 - 8);

export const keyAliasName = (application: Application): string => `alias/${functionName(application)}`;

export const logGroupName = (application: Application): string => `/aws/lambda/${functionName(application)}`;

/**
 * The ARN that GetParametersByPath on the stack's path is authorized against, and with `/*` behind it the
 * PARAMETER_ARN that Parameter Store gives KMS for each parameter of the stack.
 */
export const parameterPathArn = (account: AwsAccount, application: Application): string =>
  `arn:${account.partition}:ssm:${account.region}:${account.accountId}:parameter${parameterPath(application)}`;

export const logGroupArn = (account: AwsAccount, application: Application): string =>
  `arn:${account.partition}:logs:${account.region}:${account.accountId}:log-group:${logGroupName(application)}`;

export const functionArn = (account: AwsAccount, application: Application): string =>
  `arn:${account.partition}:lambda:${account.region}:${account.accountId}:function:${functionName(application)}`;

export const keyAliasArn = (account: AwsAccount, application: Application): string =>
  `arn:${account.partition}:kms:${account.region}:${account.accountId}:${keyAliasName(application)}`;

export const accountRootArn = (account: AwsAccount): string =>
  `arn:${account.partition}:iam::${account.accountId}:root`;

/** A complete command line that invokes the function and prints its response. */
export const invokeCommand = (account: AwsAccount, application: Application): string =>
  `aws lambda invoke --function-name ${functionName(application)} --region ${account.region} /dev/stdout`;

const CONSOLES: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** Where the console lists the function's traces. */
export function tracesUrl(account: AwsAccount, application: Application): string {
  const host = `${account.region}.${CONSOLES[account.partition] ?? "console.aws.amazon.com"}`;
  const query = encodeURIComponent(`service("${functionName(application)}")`).replaceAll("%", "*");
  return `https://${host}/cloudwatch/home?region=${account.region}#xray:traces/query?~(query~(expression~'${query}))`;
}
