export interface ParameterChangeEventOptions {
  /** With its path. */
  readonly name: string;
  readonly operation: "Create" | "Update" | "Delete" | "LabelParameterVersion";
  readonly type?: "String" | "StringList" | "SecureString";
  readonly region: string;
  readonly accountId: string;
  /** In milliseconds since 1970. */
  readonly timeMs: number;
}

/**
 * What EventBridge gives its targets when a parameter changes. The endpoint, unlike AWS, sends none by itself.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export const parameterChangeEvent = (options: ParameterChangeEventOptions) => ({
  version: "0",
  id: "6a7e4feb-b491-4cf7-a9f1-bf3703497718",
  "detail-type": "Parameter Store Change",
  source: "aws.ssm",
  account: options.accountId,
  // Whole seconds, as AWS writes them.
  time: new Date(options.timeMs).toISOString().replace(/\.\d+Z$/, "Z"),
  region: options.region,
  resources: [`arn:aws:ssm:${options.region}:${options.accountId}:parameter${options.name}`],
  detail: { operation: options.operation, name: options.name, type: options.type ?? "String" },
});
