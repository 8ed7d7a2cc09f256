import credentialProviders from "@aws-sdk/credential-providers";
import type { SSMClientConfig } from "@aws-sdk/client-ssm";

/** The part of a client's config that is the same for all of AWS's services. */
export type AwsClientConfig = Pick<
  SSMClientConfig,
  "region" | "profile" | "endpoint" | "credentials" | "maxAttempts" | "useFipsEndpoint" | "useDualstackEndpoint"
>;

/** A role of `aws:assumeRoles`, with the AWS provider's names. */
interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  readonly policy?: string;
  readonly policyArns?: string[];
  readonly sourceIdentity?: string;
  readonly tags?: Record<string, string>;
  readonly transitiveTagKeys?: string[];
}

/** The settings of the AWS provider that `ssmClientConfig` follows. */
const FOLLOWED = [
  "region",
  "profile",
  "accessKey",
  "secretKey",
  "token",
  "assumeRoles",
  "endpoints",
  "maxRetries",
  "useFipsEndpoint",
  "useDualstackEndpoint",
];

/** Settings that change nothing for calls to Parameter Store, or that are looked after elsewhere. */
const WITHOUT_EFFECT = [
  "allowedAccountIds",
  "forbiddenAccountIds",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "s3UsEast1RegionalEndpoint",
  "s3UsePathStyle",
  // SecureParameter passes the default tags on.
  "defaultTags",
];

const ASSUME_ROLE_FIELDS = [
  "roleArn",
  "sessionName",
  "externalId",
  "policy",
  "policyArns",
  "sourceIdentity",
  "tags",
  "transitiveTagKeys",
];

/** How many times a throttled call is tried: Parameter Store takes 3 writes a second. */
const DEFAULT_MAX_RETRIES = 9;

/**
 * The names among `keys` (settings of the AWS provider, without `aws:`) that secrets could not be written under:
 * better refused than silently left out.
 */
export function settingsNotFollowed(get: (setting: string) => string | undefined, keys: readonly string[]): string[] {
  const foreign = keys.filter((key) => !FOLLOWED.includes(key) && !WITHOUT_EFFECT.includes(key));
  const roles = (parsed(get("assumeRoles")) ?? []) as object[];
  const fields = roles.flatMap((role) => Object.keys(role)).filter((field) => !ASSUME_ROLE_FIELDS.includes(field));
  return [...foreign, ...fields.map((field) => `assumeRoles.${field}`)];
}

/**
 * The same region, credentials and endpoint that the AWS provider takes from `aws:` config. What is left out comes
 * from the environment, as it does there.
 * @see https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export function ssmClientConfig(get: (setting: string) => string | undefined): AwsClientConfig {
  return clientConfigs(get).ssm;
}

/** The same for the Security Token Service, which knows whose credentials these are. */
export function stsClientConfig(get: (setting: string) => string | undefined): AwsClientConfig {
  return clientConfigs(get).sts;
}

function clientConfigs(get: (setting: string) => string | undefined): { ssm: AwsClientConfig; sts: AwsClientConfig } {
  const region = get("region");
  const profile = get("profile");
  const endpoints = Object.assign({}, ...((parsed(get("endpoints")) ?? []) as object[])) as {
    ssm?: string;
    sts?: string;
  };
  const own = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(get("useFipsEndpoint") === "true" ? { useFipsEndpoint: true } : {}),
    ...(get("useDualstackEndpoint") === "true" ? { useDualstackEndpoint: true } : {}),
    maxAttempts: Number(get("maxRetries") ?? DEFAULT_MAX_RETRIES) + 1,
  };
  const sts = { ...own, ...(endpoints.sts ? { endpoint: endpoints.sts } : {}) };
  const credentials = assumedCredentials(get, sts);
  const signed = credentials === undefined ? {} : { credentials };
  return {
    ssm: { ...own, ...(endpoints.ssm ? { endpoint: endpoints.ssm } : {}), ...signed },
    sts: { ...sts, ...signed },
  };
}

/** Static keys, then each assumed role on top of the one before; undefined leaves it to the SDK's default chain. */
function assumedCredentials(
  get: (setting: string) => string | undefined,
  stsConfig: Pick<SSMClientConfig, "region" | "profile" | "endpoint">,
): SSMClientConfig["credentials"] {
  const [accessKeyId, secretAccessKey, sessionToken] = [get("accessKey"), get("secretKey"), get("token")];
  let credentials: SSMClientConfig["credentials"] =
    accessKeyId !== undefined && secretAccessKey !== undefined
      ? { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
      : undefined;
  for (const role of (parsed(get("assumeRoles")) ?? []) as AssumeRole[]) {
    credentials = credentialProviders.fromTemporaryCredentials({
      ...(credentials === undefined ? {} : { masterCredentials: credentials }),
      params: {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? "pulumi",
        ExternalId: role.externalId,
        Policy: role.policy,
        PolicyArns: role.policyArns?.map((arn) => ({ arn })),
        SourceIdentity: role.sourceIdentity,
        Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: role.transitiveTagKeys,
      },
      clientConfig: stsConfig,
    });
  }
  return credentials;
}

/** Objects and lists reach config as JSON text. */
function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
