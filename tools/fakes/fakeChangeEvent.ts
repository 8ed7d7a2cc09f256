export interface ChangeEventOptions {
  /** The full name, including the path. */
  readonly name: string;
  readonly operation: "Create" | "Update" | "Delete" | "LabelParameterVersion";
  readonly type?: "String" | "StringList" | "SecureString";
  readonly region: string;
  readonly accountId: string;
  /** The time of the change, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/**
 * Creates the event that EventBridge sends when a parameter changes. The emulator does not send it.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export const fakeChangeEvent = (options: ChangeEventOptions) => ({
  version: "0",
  id: "6a7e4feb-b491-4cf7-a9f1-bf3703497718",
  "detail-type": "Parameter Store Change",
  source: "aws.ssm",
  account: options.accountId,
  // AWS sends whole seconds.
  time: new Date(options.timeMs).toISOString().replace(/\.\d+Z$/, "Z"),
  region: options.region,
  resources: [`arn:aws:ssm:${options.region}:${options.accountId}:parameter${options.name}`],
  detail: { operation: options.operation, name: options.name, type: options.type ?? "String" },
});
