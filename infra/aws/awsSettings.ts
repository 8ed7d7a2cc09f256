import { ASSUME_ROLE_FIELDS } from "./assumedRoles.ts";
import { awsClientConfig } from "./awsClientConfig.ts";
import type { AwsClientConfig } from "./awsClientConfig.ts";
import { jsonSetting } from "./awsSetting.ts";
import type { AwsSettings } from "./awsSetting.ts";

/** The settings of the AWS provider that `ssmClientConfig` follows. */
const FOLLOWED = [
  "region",
  "profile",
  "accessKey",
  "secretKey",
  "token",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
  "sharedConfigFiles",
  "sharedCredentialsFiles",
  "skipMetadataApiCheck",
  "endpoints",
  "stsRegion",
  "maxRetries",
  "retryMode",
  "useFipsEndpoint",
  "useDualstackEndpoint",
  "httpProxy",
  "httpsProxy",
  "noProxy",
  "customCaBundle",
  "insecure",
];

/** Settings that change nothing for calls to Parameter Store, or that are looked after elsewhere. */
const WITHOUT_EFFECT = [
  // The AWS provider enforces them, and SecureParameter's client is the same principal.
  "allowedAccountIds",
  "forbiddenAccountIds",
  "skipCredentialsValidation",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "s3UsEast1RegionalEndpoint",
  "s3UsePathStyle",
  "userAgents",
  // SecureParameter passes the default tags on, and leaves ignored tags alone.
  "defaultTags",
  "ignoreTags",
];

/** What does the same as a setting that is not followed, and is. */
const INSTEAD: Readonly<Record<string, string>> = {
  ec2MetadataServiceEndpoint: "set the environment variable AWS_EC2_METADATA_SERVICE_ENDPOINT instead",
  ec2MetadataServiceEndpointMode: "set the environment variable AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE instead",
  sharedConfigFiles: "name one file",
  sharedCredentialsFiles: "name one file",
};

/** The SDK for JavaScript reads one file of a kind. */
const ONE_FILE = ["sharedConfigFiles", "sharedCredentialsFiles"];

const LISTS = ["assumeRoles", "endpoints", ...ONE_FILE];
const OBJECTS = ["assumeRoleWithWebIdentity", "ignoreTags"];

/**
 * The names among `keys` (settings of the AWS provider, without `aws:`) that secrets could not be written under:
 * better rejected than silently left out.
 */
export function settingsNotFollowed(get: AwsSettings, keys: readonly string[]): string[] {
  const foreign = keys.filter((key) => !FOLLOWED.includes(key) && !WITHOUT_EFFECT.includes(key));
  const malformed = [...LISTS, ...OBJECTS].filter((key) => isMalformed(get, key));
  const list = (key: string) => (malformed.includes(key) ? [] : jsonSetting<readonly object[]>(get, key, []));
  const several = ONE_FILE.filter((key) => list(key).length > 1);
  const fields = list("assumeRoles").flatMap((role) => Object.keys(role));
  const foreignFields = fields.filter((field) => !ASSUME_ROLE_FIELDS.includes(field));
  return [...foreign, ...malformed, ...several, ...foreignFields.map((field) => `assumeRoles.${field}`)];
}

/** Returns the rule that such a setting breaks. */
export function ruleOfSetting(get: AwsSettings, name: string): string {
  if (isMalformed(get, name)) return `must be a JSON ${LISTS.includes(name) ? "array" : "object"}`;
  const instead = INSTEAD[name];
  return `is not supported when writing secrets${instead === undefined ? "" : `; ${instead}`}`;
}

function isMalformed(get: AwsSettings, name: string): boolean {
  if (!LISTS.includes(name) && !OBJECTS.includes(name)) return false;
  try {
    const value = jsonSetting<unknown>(get, name, LISTS.includes(name) ? [] : {});
    return typeof value !== "object" || value === null || Array.isArray(value) !== LISTS.includes(name);
  } catch {
    return true;
  }
}

/** Returns the config of SecureParameter's client. */
export const ssmClientConfig = (get: AwsSettings): AwsClientConfig => awsClientConfig(get, "ssm");

/** Returns the config of a client that asks whose credentials SecureParameter's client has. */
export const stsClientConfig = (get: AwsSettings): AwsClientConfig => awsClientConfig(get, "sts");
