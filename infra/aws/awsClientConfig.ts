import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import { awsCredentials } from "./awsCredentials.ts";
import { awsRequestHandler } from "./awsRequestHandler.ts";
import { jsonSetting, profileName, readSetting } from "./awsSettings.ts";
import type { AwsSettings } from "./awsSettings.ts";

/** The part of a client's config that all AWS services have. */
export type AwsClientConfig = Pick<
  SSMClientConfig,
  | "credentials"
  | "endpoint"
  | "maxAttempts"
  | "profile"
  | "region"
  | "requestHandler"
  | "retryMode"
  | "useDualstackEndpoint"
  | "useFipsEndpoint"
>;

/** The default number of retries. Parameter Store throttles above 3 writes per second. */
const DEFAULT_MAX_RETRIES = 9;

/**
 * Returns the config of an AWS client with the region, credentials, endpoint, retries, proxy and CA bundle of the AWS
 * provider. Like the provider, it reads what is not set from the environment and the shared config files.
 *
 * @param get reads a setting of the AWS provider, without `aws:`; objects and lists are JSON text
 * @param service the service's name in `aws:endpoints`
 * @see https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export function awsClientConfig(get: AwsSettings, service: string): AwsClientConfig {
  const region = readSetting(get, "region");
  const profile = profileName(get);
  const retryMode = readSetting(get, "retryMode");
  const endpoints = Object.assign({}, ...jsonSetting(get, "endpoints", [])) as Record<string, string | undefined>;
  const common = {
    ...(profile === undefined ? {} : { profile }),
    ...(retryMode === undefined ? {} : { retryMode }),
    ...(get("useFipsEndpoint") === "true" ? { useFipsEndpoint: true } : {}),
    ...(get("useDualstackEndpoint") === "true" ? { useDualstackEndpoint: true } : {}),
    maxAttempts: Number(readSetting(get, "maxRetries") ?? DEFAULT_MAX_RETRIES) + 1,
    requestHandler: awsRequestHandler(get),
  };
  const configOf = (name: string, regionName: string | undefined) => ({
    ...common,
    ...(regionName === undefined ? {} : { region: regionName }),
    // Like the provider, this treats an empty address as not set.
    ...(endpoints[name] ? { endpoint: endpoints[name] } : {}),
  });
  const sts = configOf("sts", readSetting(get, "stsRegion") ?? region);
  return { ...(service === "sts" ? sts : configOf(service, region)), credentials: awsCredentials(get, sts) };
}

/** Returns the config of a Parameter Store client. */
export const ssmClientConfig = (get: AwsSettings): AwsClientConfig => awsClientConfig(get, "ssm");

/** Returns the config of an STS client. */
export const stsClientConfig = (get: AwsSettings): AwsClientConfig => awsClientConfig(get, "sts");
