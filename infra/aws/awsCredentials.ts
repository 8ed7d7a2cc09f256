import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import credentialProviders from "@aws-sdk/credential-providers";
import { assumeConfiguredRoles, webIdentity } from "./assumedRoles.ts";
import { environmentVariable, setting } from "./awsSetting.ts";
import type { AwsSettings } from "./awsSetting.ts";
import { profileName, sharedFiles } from "./sharedFiles.ts";

/** The config of the clients that exchange credentials for those of a role. */
export type StsConfig = Pick<SSMClientConfig, "endpoint" | "maxAttempts" | "profile" | "region" | "requestHandler">;

export type Credentials = Exclude<SSMClientConfig["credentials"], undefined>;
type Provider = Extract<Credentials, (...args: never[]) => unknown>;

/**
 * Returns the credentials that the AWS provider takes, in its order: keys in the config, a web identity in the config, a
 * profile in the config, keys in the environment, a web identity in the environment, a profile in the environment or
 * the default one, a container, the instance. Roles in the config are assumed on top. The SDK for JavaScript has
 * another order by itself: AWS_PROFILE before the keys in the environment.
 *
 * @see https://github.com/hashicorp/aws-sdk-go-base/blob/main/credentials.go
 * @see https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go
 */
export function awsCredentials(get: AwsSettings, sts: StsConfig): Credentials {
  return assumeConfiguredRoles(get, sts, staticKeys(get) ?? webIdentity(get, sts) ?? credentialChain(get, sts));
}

function staticKeys(get: AwsSettings): Credentials | undefined {
  const [accessKeyId, secretAccessKey] = [setting(get, "accessKey"), setting(get, "secretKey")];
  const sessionToken = setting(get, "token");
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function credentialChain(get: AwsSettings, sts: StsConfig): Provider {
  const fromProfile = profileCredentials(get, sts);
  const first =
    setting(get, "profile") === undefined
      ? [environmentKeys, credentialProviders.fromTokenFile({ clientConfig: sts }), fromProfile]
      : [fromProfile];
  const chain = credentialProviders.createCredentialChain(...first, ...fromTheMachine(get));
  return (properties) =>
    chain(properties).catch((error: unknown) => {
      throw withoutOutput(error);
    });
}

/**
 * Returns the error without what a tool or a server wrote, which may hold a secret: a failed `credential_process` is
 * quoted with its arguments and output, and text that is not JSON with its beginning.
 */
function withoutOutput(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const quiet = message.startsWith("Command failed")
    ? "the credential_process of the profile failed"
    : /\bJSON\b|Unexpected (token|end)/.test(message)
      ? "the source of the credentials did not return valid JSON"
      : undefined;
  return quiet === undefined ? error : Object.assign(new Error(quiet), { name: "CredentialsProviderError" });
}

/** The keys of the environment, whose older names the Go SDK reads, too. */
const environmentKeys: Provider = () => {
  const accessKeyId = environmentVariable("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY");
  const secretAccessKey = environmentVariable("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY");
  const sessionToken = environmentVariable("AWS_SESSION_TOKEN");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    // The chain goes on after an error that says so.
    return Promise.reject(Object.assign(new Error("There are no keys in the environment."), { tryNextLink: true }));
  }
  return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) });
};

/** Keys, roles, SSO, `credential_process` and what else a profile may have. */
function profileCredentials(get: AwsSettings, sts: StsConfig): Provider {
  const [files, profile, { requestHandler }] = [sharedFiles(get), profileName(get), sts];
  const place = {
    ...files,
    ...(profile === undefined ? {} : { profile }),
    // Without a region or an endpoint: SSO has its own.
    clientConfig: requestHandler === undefined ? {} : { requestHandler },
  };
  // It does not pass the files on to SSO, which is asked on its own then.
  const sso = files.configFilepath === undefined ? [] : [credentialProviders.fromSSO(place)];
  const ini = credentialProviders.fromIni({
    ...place,
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
  // After a failure the SDK for JavaScript would ask the instance. The Go SDK does so only for a profile without
  // anything that leads to credentials.
  return (properties) =>
    provider(properties).catch((error: unknown) => {
      const isEmpty = error instanceof Error && error.message.startsWith("Could not resolve credentials using profile");
      throw isEmpty || !(error instanceof Error) ? error : Object.assign(error, { tryNextLink: false });
    });
}

/** A container's credentials, or else the instance's, unless they are turned off. */
function fromTheMachine(get: AwsSettings): Provider[] {
  const container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  if (environmentVariable(...container) !== undefined) return [credentialProviders.fromHttp({})];
  const skipped = setting(get, "skipMetadataApiCheck") ?? environmentVariable("AWS_EC2_METADATA_DISABLED");
  return skipped?.toLowerCase() === "true" ? [] : [credentialProviders.fromInstanceMetadata()];
}
