import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { stsClientConfig } from "../../aws/awsClientConfig.ts";

/** The principal that signs calls, and where the calls go. */
export interface Caller {
  /** For the session of a role: the session's ARN. */
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
}

/** A wrong proxy or endpoint is to be reported soon. */
const MAX_ATTEMPTS = 3;

/**
 * Asks AWS which principal SecureParameter's client is, with the settings that this client has. GetCallerIdentity
 * needs no permission.
 *
 * @param get a setting of the AWS provider, without `aws:`
 */
export async function lookUpSecretWriter(get: (setting: string) => string | undefined): Promise<Caller> {
  const client = new STSClient({ ...stsClientConfig(get), maxAttempts: MAX_ATTEMPTS });
  try {
    const { Account: accountId = "", Arn: arn = "" } = await client.send(new GetCallerIdentityCommand({}));
    return { arn, accountId, region: get("region") ?? (await client.config.region()) };
  } finally {
    client.destroy();
  }
}
