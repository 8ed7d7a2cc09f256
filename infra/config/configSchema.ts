import { z } from "zod";
import { serializeSection } from "../storedSection.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const RETENTION_RULE = `must be a CloudWatch Logs retention period (${LOG_RETENTION_DAYS.join(", ")} days)`;

/** What an advanced parameter holds, in bytes. */
const MAX_VALUE_BYTES = 8192;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold a secret.
    context.addIssue("must be JSON");
    return z.NEVER;
  }
});

/** An execution environment does not live as long, so that a longer time would mean the same as for ever. */
const MAX_CACHE_SECONDS = 86_400;

/** The longest that Lambda lets an invocation take. */
export const MAX_TIMEOUT_SECONDS = 900;

const wholeNumber = (low: number, high: number, unit: string) => {
  const rule = `must be a whole number from ${low} to ${high} (${unit})`;
  return z.coerce.number(rule).int(rule).min(low, rule).max(high, rule);
};

const flag = z
  .enum(["true", "false"], "must be true or false")
  .default("false")
  .transform((text) => text === "true");

/** Name to JSON object: what one of the two maps of parameters holds. */
const sections = json.transform((value, context): Record<string, Record<string, unknown>> => {
  if (!isObject(value)) {
    context.addIssue(`must map names to JSON objects, and is ${kindOf(value)}`);
    return z.NEVER;
  }
  for (const [name, section] of Object.entries(value)) {
    const refuse = (message: string) => {
      context.addIssue({ code: "custom", path: [name], message });
    };
    if (!isSectionName(name)) {
      refuse("must have a name of letters, digits, '.', '-' and '_' (it becomes the last segment of the path)");
    } else if (!isObject(section)) {
      refuse(`must be a JSON object, and is ${kindOf(section)}`);
    } else if (Buffer.byteLength(serializeSection(section)) > MAX_VALUE_BYTES) {
      const size = Buffer.byteLength(serializeSection(section));
      refuse(`must be at most ${MAX_VALUE_BYTES} bytes as JSON (an advanced parameter's limit), and is ${size}`);
    }
  }
  return value as Record<string, Record<string, unknown>>;
});

/** Whether it can be the last segment of a parameter's path. */
export const isSectionName = (name: string): boolean => /^[a-zA-Z0-9_.-]+$/.test(name) && name !== "__proto__";

/** Names the kind of a value that is no object, never the value. */
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rule of every config key, applied to the text that the engine hands over. Defaults are in Pulumi.yaml. */
export const configSchema = z.object({
  adminUser: z
    .string("must name an existing IAM user")
    .regex(/^[\w+=,.@-]{1,64}$/, "must name an existing IAM user (the name, not the ARN)")
    .refine((name) => name.toLowerCase() !== "root", "must not be root: the key needs an administrator of its own"),
  keyAdministrators: json.pipe(
    z.array(
      // The rest is looked at entry by entry, with AWS at hand.
      z.string("must be the ARN of an IAM role or user"),
      "must be a list of ARNs of IAM roles and users",
    ),
  ),
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be 1 to 31 lowercase letters, digits and hyphens, a letter first")
    .refine(
      (name) => !/^(aws|ssm)/.test(name),
      "must not begin with aws or ssm, which Parameter Store keeps to itself",
    ),
  appName: z.string("must be given").regex(/^[a-zA-Z0-9_-]+$/, "must be letters, digits, '-' and '_'"),
  parameters: sections,
  secrets: sections,
  adopt: json.pipe(
    z.array(
      z.string("must be the name of a section").refine(isSectionName, "must be the name of a section"),
      "must be a list of names of sections",
    ),
  ),
  memorySize: wholeNumber(128, 10240, "MB, Lambda's limits"),
  timeoutSeconds: wholeNumber(1, MAX_TIMEOUT_SECONDS, "seconds, Lambda's limits"),
  cacheTtlSeconds: wholeNumber(0, MAX_CACHE_SECONDS, "seconds, a day at the most; 0 never expires"),
  cacheMaxStaleSeconds: wholeNumber(0, MAX_CACHE_SECONDS, "seconds, a day at the most"),
  refreshOnChange: flag,
  alarmTopicArn: z
    .string()
    .regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/, "must be the ARN of an SNS topic")
    .optional(),
  logRetentionDays: z.coerce.number(RETENTION_RULE).refine((days) => LOG_RETENTION_DAYS.includes(days), RETENTION_RULE),
  keyDeletionWindowDays: wholeNumber(7, 30, "days, KMS's limits"),
  protect: flag,
  revealSecrets: flag,
  skipDeployerCheck: flag,
});

export type ConfigValues = z.output<typeof configSchema>;
export type ConfigKey = keyof ConfigValues;
