import type { AwsAccount } from "./aws/awsAccount.ts";

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

/** The function's name, and what the alias is named after. */
export const functionName = ({ environment, appName }: Application): string => `${appName}-${environment}`;

/**
 * The name of the function that renews the other's execution environments, and of the rule, queue and alarm around it. No
 * other stack's function is called so: an environment's name has no underscore.
 */
export const recyclerName = (application: Application): string => `${functionName(application)}_recycler`;

/** What a function's role is called before Pulumi adds a hyphen and seven digits: its name has 64 characters at most. */
export const roleBaseName = (functionName: string): string => functionName.slice(0, 64 - 8);

export const keyAliasName = (application: Application): string => `alias/${functionName(application)}`;

export const logGroupName = (functionName: string): string => `/aws/lambda/${functionName}`;

export const regionalArn = ({ partition, region, accountId }: AwsAccount, service: string, rest: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${rest}`;

/**
 * The ARN that GetParametersByPath on the stack's path is authorized against, and with `/*` behind it the
 * PARAMETER_ARN that Parameter Store gives KMS for each parameter of the stack.
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
