import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import credentialProviders from "@aws-sdk/credential-providers";
import { assumeConfiguredRoles, assumeRoleWithWebIdentity } from "./assumedRoles.ts";
import { environmentVariable, profileName, readSetting, sharedFiles } from "./awsSettings.ts";
import type { AwsSettings } from "./awsSettings.ts";

/** The config of the clients that assume roles. */
export type StsConfig = Pick<SSMClientConfig, "endpoint" | "maxAttempts" | "profile" | "region" | "requestHandler">;

export type Credentials = Exclude<SSMClientConfig["credentials"], undefined>;
type Provider = Extract<Credentials, (...args: never[]) => unknown>;

/**
 * Returns the credentials that the AWS provider uses. They come from the first of these sources:
 *
 * 1. In the config: access keys, a web identity or a profile.
 * 2. In the environment: access keys, a web identity, or a profile, which may be the default one.
 * 3. The container or the instance.
 *
 * Roles in the config are assumed with these credentials. The SDK for JavaScript has a different order by default: it
 * reads AWS_PROFILE before the keys in the environment.
 *
 * @see https://github.com/hashicorp/aws-sdk-go-base/blob/main/credentials.go
 * @see https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go
 */
export function awsCredentials(get: AwsSettings, sts: StsConfig): Credentials {
  const first = configKeys(get) ?? assumeRoleWithWebIdentity(get, sts) ?? credentialChain(get, sts);
  return assumeConfiguredRoles(get, sts, first);
}

function configKeys(get: AwsSettings): Credentials | undefined {
  const [accessKeyId, secretAccessKey] = [readSetting(get, "accessKey"), readSetting(get, "secretKey")];
  const sessionToken = readSetting(get, "token");
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function credentialChain(get: AwsSettings, sts: StsConfig): Provider {
  const fromProfile = profileCredentials(get, sts);
  const first =
    readSetting(get, "profile") === undefined
      ? [environmentKeys, credentialProviders.fromTokenFile({ clientConfig: sts }), fromProfile]
      : [fromProfile];
  const chain = credentialProviders.createCredentialChain(...first, ...containerOrInstance(get));
  return (properties) =>
    chain(properties).catch((error: unknown) => {
      throw redactOutput(error);
    });
}

/**
 * Returns the error without the output of a process or server, which may contain a secret. The SDK quotes the arguments and
 * output of a `credential_process` that fails, and the beginning of text that is not JSON.
 */
function redactOutput(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const redacted = message.startsWith("Command failed")
    ? "the credential_process of the profile failed"
    : /\bJSON\b|Unexpected (token|end)/.test(message)
      ? "the source of the credentials did not return valid JSON"
      : undefined;
  return redacted === undefined ? error : Object.assign(new Error(redacted), { name: "CredentialsProviderError" });
}

/** Provides the keys in the environment. Like the Go SDK, it also reads their older names. */
const environmentKeys: Provider = () => {
  const accessKeyId = environmentVariable("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY");
  const secretAccessKey = environmentVariable("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY");
  const sessionToken = environmentVariable("AWS_SESSION_TOKEN");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    // The chain tries the next source after an error with `tryNextLink`.
    return Promise.reject(
      Object.assign(new Error("There are no access keys in the environment."), { tryNextLink: true }),
    );
  }
  return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) });
};

/** Returns a provider of the profile's credentials: keys, a role, SSO, `credential_process` and others. */
function profileCredentials(get: AwsSettings, sts: StsConfig): Provider {
  const [files, profile, { requestHandler }] = [sharedFiles(get), profileName(get), sts];
  const source = {
    ...files,
    ...(profile === undefined ? {} : { profile }),
    // No region or endpoint, because SSO has its own.
    clientConfig: requestHandler === undefined ? {} : { requestHandler },
  };
  // fromIni does not pass the files to SSO, so SSO is a separate source if they are set.
  const sso = files.configFilepath === undefined ? [] : [credentialProviders.fromSSO(source)];
  const ini = credentialProviders.fromIni({
    ...source,
    roleAssumer: (masterCredentials, params) =>
      credentialProviders.fromTemporaryCredentials({ masterCredentials, params, clientConfig: sts })(),
    roleAssumerWithWebIdentity: ({ RoleArn, RoleSessionName, WebIdentityToken }) =>
      credentialProviders.fromWebToken({
        roleArn: RoleArn,
        roleSessionName: RoleSessionName,
        webIdentityToken: WebIdentityToken,
        clientConfig: sts,
      })(),
  });
  const provider = credentialProviders.createCredentialChain(...sso, ini);
  // After a failure, the SDK for JavaScript would try the instance. The Go SDK does so only if the profile has no source
  // of credentials.
  return (properties) =>
    provider(properties).catch((error: unknown) => {
      const isEmpty = error instanceof Error && error.message.startsWith("Could not resolve credentials using profile");
      throw isEmpty || !(error instanceof Error) ? error : Object.assign(error, { tryNextLink: false });
    });
}

/** Returns the provider of the container, or else of the instance unless it is disabled. */
function containerOrInstance(get: AwsSettings): Provider[] {
  const container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  if (environmentVariable(...container) !== undefined) return [credentialProviders.fromHttp({})];
  const skipped = readSetting(get, "skipMetadataApiCheck") ?? environmentVariable("AWS_EC2_METADATA_DISABLED");
  return skipped?.toLowerCase() === "true" ? [] : [credentialProviders.fromInstanceMetadata()];
}
