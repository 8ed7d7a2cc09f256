import { ASSUME_ROLE_FIELDS } from "./assumedRoles.ts";
import { jsonSetting } from "./awsSettings.ts";
import type { AwsSettings } from "./awsSettings.ts";

/** The settings of the AWS provider that `awsClientConfig` supports. */
const SUPPORTED = [
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

/** Settings that do not affect the client, or that other code applies. */
const IGNORED = [
  // The AWS provider enforces them, and the client is the same principal.
  "allowedAccountIds",
  "forbiddenAccountIds",
  "skipCredentialsValidation",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "s3UsEast1RegionalEndpoint",
  "s3UsePathStyle",
  "userAgents",
  // SecureParameter applies them.
  "defaultTags",
  "ignoreTags",
];

/** Alternatives to unsupported settings. */
const ALTERNATIVES: Readonly<Record<string, string>> = {
  ec2MetadataServiceEndpoint: "Set the environment variable AWS_EC2_METADATA_SERVICE_ENDPOINT instead",
  ec2MetadataServiceEndpointMode: "Set the environment variable AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE instead",
};

/** Lists of files. The SDK for JavaScript reads only one file of each kind. */
export const ONE_FILE: readonly string[] = ["sharedConfigFiles", "sharedCredentialsFiles"];

const LISTS = ["assumeRoles", "endpoints", ...ONE_FILE];
const OBJECTS = ["assumeRoleWithWebIdentity", "ignoreTags"];

/**
 * Returns those of the given settings that are malformed or that `awsClientConfig` does not support. They are rejected
 * rather than ignored.
 *
 * @param keys names of settings, without `aws:`
 */
export function unsupportedSettings(get: AwsSettings, keys: readonly string[]): string[] {
  const unknown = keys.filter((key) => !SUPPORTED.includes(key) && !IGNORED.includes(key));
  const malformed = [...LISTS, ...OBJECTS].filter((key) => isMalformed(get, key));
  const list = (key: string) => (malformed.includes(key) ? [] : jsonSetting<readonly object[]>(get, key, []));
  const several = ONE_FILE.filter((key) => list(key).length > 1);
  const fields = list("assumeRoles").flatMap((role) => Object.keys(role));
  const unknownFields = fields.filter((field) => !ASSUME_ROLE_FIELDS.includes(field));
  return [...unknown, ...malformed, ...several, ...unknownFields.map((field) => `assumeRoles.${field}`)];
}

/** Returns the rule that an unsupported setting breaks. */
export function ruleOfSetting(get: AwsSettings, name: string): string {
  if (isMalformed(get, name)) return `must be a JSON ${LISTS.includes(name) ? "array" : "object"}`;
  if (ONE_FILE.includes(name)) return "must list only one file, because the client that writes secrets reads only one";
  const alternative = ALTERNATIVES[name];
  return `is not supported by the client that writes secrets${alternative === undefined ? "" : `. ${alternative}`}`;
}

/** Returns whether a setting is not valid JSON, or has the wrong type. */
export function isMalformed(get: AwsSettings, name: string): boolean {
  if (!LISTS.includes(name) && !OBJECTS.includes(name)) return false;
  try {
    const value = jsonSetting<unknown>(get, name, LISTS.includes(name) ? [] : {});
    return typeof value !== "object" || value === null || Array.isArray(value) !== LISTS.includes(name);
  } catch {
    return true;
  }
}
