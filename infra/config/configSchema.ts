import { z } from "zod";
import { serializeSection } from "../storedSection.ts";
import { flag, memorySize, timeoutSeconds, wholeNumber } from "./functions/functionSettings.ts";
import { isSectionName } from "./problems/sectionName.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const RETENTION_RULE = `must be a CloudWatch Logs retention period in days: ${LOG_RETENTION_DAYS.join(", ")}`;

/** The size limit of an advanced parameter. */
const MAX_VALUE_BYTES = 8192;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may contain a secret.
    context.addIssue("must be valid JSON");
    return z.NEVER;
  }
});

/** One day. Lambda replaces execution environments every few hours, so a longer time has no effect. */
const MAX_CACHE_SECONDS = 86_400;

/** A map of parameters: name to JSON object. */
const sections = json.transform((value, context): Record<string, Record<string, unknown>> => {
  if (!isObject(value)) {
    context.addIssue(`must map names to JSON objects, but is ${kindOf(value)}`);
    return z.NEVER;
  }
  for (const [name, section] of Object.entries(value)) {
    const reject = (message: string) => {
      context.addIssue({ code: "custom", path: [name], message });
    };
    if (name === "__proto__") {
      reject("must have another name: __proto__ is reserved in JavaScript");
    } else if (!isSectionName(name)) {
      reject("must have a name of only letters, digits, '.', '-' and '_' (the last segment of the parameter path)");
    } else if (!isObject(section)) {
      reject(`must be a JSON object, but is ${kindOf(section)}`);
    } else if (Buffer.byteLength(serializeSection(section)) > MAX_VALUE_BYTES) {
      const size = Buffer.byteLength(serializeSection(section));
      reject(
        `must be at most ${MAX_VALUE_BYTES} bytes as JSON (the limit of an advanced parameter), but is ${size} bytes`,
      );
    }
  }
  return value as Record<string, Record<string, unknown>>;
});

/** Returns the type of a value, never the value. */
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rules of each config key, for its text from the engine. Defaults are in Pulumi.yaml. */
export const configSchema = z.object({
  adminUser: z
    .string("must name an existing IAM user")
    .regex(/^[\w+=,.@-]{1,64}$/, "must be the name of an IAM user: 1 to 64 letters, digits and +=,.@_- (not an ARN)")
    .refine((name) => name.toLowerCase() !== "root", "must not be root: the key needs an IAM user as administrator"),
  keyAdministrators: json.pipe(
    z.array(
      // checkPrincipals validates each entry.
      z.string("must be the ARN of an IAM role or user"),
      "must be a list of ARNs of IAM roles and users",
    ),
  ),
  permissionsBoundary: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/([\x21-\x2e\x30-\x7e]+\/)*[\w+=,.@-]{1,128}$/,
      "must be the ARN of an IAM managed policy",
    )
    .optional(),
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be 1 to 31 lowercase letters, digits and hyphens, starting with a letter")
    .refine((name) => !/^(aws|ssm)/.test(name), 'must not start with "aws" or "ssm", which Parameter Store reserves'),
  appName: z.string("is required").regex(/^[a-zA-Z0-9-]+$/, "must contain only letters, digits and '-'"),
  parameters: sections,
  secrets: sections,
  adopt: json.pipe(
    z.array(
      z.string("must be a section name").refine(isSectionName, "must be a section name"),
      "must be a list of section names",
    ),
  ),
  memorySize,
  timeoutSeconds,
  functions: json.pipe(z.record(z.string(), z.unknown(), "must map names of functions to their settings")),
  cacheTtlSeconds: wholeNumber("seconds", 0, MAX_CACHE_SECONDS, "; 0 means no expiration"),
  cacheMaxStaleSeconds: wholeNumber("seconds", 0, MAX_CACHE_SECONDS),
  refreshOnChange: flag.default(false),
  alarmTopicArn: z
    .string()
    .regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/, "must be the ARN of an SNS topic")
    .optional(),
  logRetentionDays: z.coerce.number(RETENTION_RULE).refine((days) => LOG_RETENTION_DAYS.includes(days), RETENTION_RULE),
  keyDeletionWindowDays: wholeNumber("days", 7, 30),
  protect: flag.default(false),
  revealSecrets: flag.default(false),
  skipDeployerCheck: flag.default(false),
});

export type ConfigValues = z.output<typeof configSchema>;
export type ConfigKey = keyof ConfigValues;
