import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import { awsCredentials } from "./awsCredentials.ts";
import { awsRequestHandler } from "./awsRequestHandler.ts";
import { jsonSetting, setting } from "./awsSetting.ts";
import type { AwsSettings } from "./awsSetting.ts";
import { profileName } from "./sharedFiles.ts";

/** The part of a client's config that is the same for all of AWS's services. */
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

/** How many times a throttled call is repeated: Parameter Store takes 3 writes a second. */
const DEFAULT_MAX_RETRIES = 9;

/**
 * Returns the config of an AWS client that is the same principal as the AWS provider and reaches AWS in the same way:
 * region, credentials, endpoint, retries, proxy and CA bundle. What `get` does not name comes from the environment and
 * the shared config files, as it does there.
 *
 * @param get a setting of the AWS provider, without `aws:`; objects and lists as JSON text
 * @param service as `aws:endpoints` names it
 * @see https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export function awsClientConfig(get: AwsSettings, service: string): AwsClientConfig {
  const region = setting(get, "region");
  const profile = profileName(get);
  const retryMode = setting(get, "retryMode");
  const endpoints = Object.assign({}, ...jsonSetting(get, "endpoints", [])) as Record<string, string | undefined>;
  const own = {
    ...(profile === undefined ? {} : { profile }),
    ...(retryMode === undefined ? {} : { retryMode }),
    ...(get("useFipsEndpoint") === "true" ? { useFipsEndpoint: true } : {}),
    ...(get("useDualstackEndpoint") === "true" ? { useDualstackEndpoint: true } : {}),
    maxAttempts: Number(setting(get, "maxRetries") ?? DEFAULT_MAX_RETRIES) + 1,
    requestHandler: awsRequestHandler(get),
  };
  const at = (name: string, where: string | undefined) => ({
    ...own,
    ...(where === undefined ? {} : { region: where }),
    // The provider takes an empty address for none.
    ...(endpoints[name] ? { endpoint: endpoints[name] } : {}),
  });
  const sts = at("sts", setting(get, "stsRegion") ?? region);
  return { ...(service === "sts" ? sts : at(service, region)), credentials: awsCredentials(get, sts) };
}
