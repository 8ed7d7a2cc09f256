import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { stsClientConfig } from "../../aws/awsClientConfig.ts";
import { roleOfSession } from "../../principalArn.ts";
import { shellWord } from "../problems/configCommand.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";

/** The principal that signs calls, and the region that they go to. */
export interface Caller {
  /** For the session of a role: the session's ARN. */
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
}

/** The environment variables that decide which credentials an AWS SDK uses. */
export interface CredentialEnvironment {
  readonly profile: string | undefined;
  readonly hasKeys: boolean;
}

const KEY = "AWS credentials";

const CHECK_NETWORK: Fix = {
  byHand:
    "check the network, and the proxy, endpoints, CA bundle and durations in the `aws:` settings. Then run `pulumi preview`",
};

/** A wrong proxy or endpoint must fail soon. */
const MAX_ATTEMPTS = 3;

/**
 * Looks up the principal of SecureParameter's client, with this client's settings. GetCallerIdentity needs no
 * permission.
 *
 * @param get reads a setting of the AWS provider, without `aws:`
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

/**
 * Returns a problem if the AWS provider and SecureParameter's client use two principals or two regions. One would then
 * create the key and the other write the secrets. A refresh in an account without the secrets would drop them from the
 * state.
 *
 * @param writer the principal that writes secrets, or the error of its lookup
 */
export function credentialProblems(
  provider: Caller,
  writer: Caller | Error,
  environment: CredentialEnvironment = credentialEnvironment(),
): ConfigProblem[] {
  if (writer instanceof Error) {
    const rule = `must work for the client that writes secrets: sts:GetCallerIdentity failed (${reasonOf(writer)})`;
    return [{ key: KEY, rule, fix: isAboutCredentials(writer) ? "aws configure" : CHECK_NETWORK }];
  }
  if (principalOf(provider) !== principalOf(writer)) {
    const rule =
      "must belong to one principal: " +
      `the AWS provider uses ${provider.arn} (account ${provider.accountId}), ` +
      `but secrets would be written by ${writer.arn} (account ${writer.accountId})`;
    return [{ key: KEY, rule, fix: oneSource(environment) }];
  }
  if (provider.region !== writer.region) {
    const rule =
      "must be the same for all AWS calls: " +
      `the AWS provider uses ${provider.region}, but secrets would be written in ${writer.region}`;
    return [{ key: "aws:region", rule, fix: `pulumi config set aws:region ${provider.region}` }];
  }
  return [];
}

const credentialEnvironment = (): CredentialEnvironment => ({
  profile: process.env["AWS_PROFILE"],
  hasKeys: (process.env["AWS_ACCESS_KEY_ID"] ?? "") !== "",
});

/** Identifies a principal, for a role without the session: its name may differ each time that the role is assumed. */
const principalOf = ({ arn, accountId }: Caller): string => `${accountId} ${roleOfSession(arn) ?? arn}`;

/** Returns the command that leaves only one source of credentials. */
function oneSource({ profile, hasKeys }: CredentialEnvironment): string {
  if (profile !== undefined && hasKeys) return "unset AWS_PROFILE";
  if (hasKeys) return "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN";
  return `pulumi config set aws:profile ${shellWord(profile ?? "default")}`;
}

/** Returns whether an error is about credentials. Errors of the AWS SDK are named after AWS's error codes. */
const isAboutCredentials = ({ name }: Error): boolean =>
  /Credential|Token|AccessDenied|Signature|UnrecognizedClient/i.test(name);

/** Returns an error as one line. */
function reasonOf(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const message = (error.message.split("\n")[0] ?? "").trim();
  if (message === "") return code;
  return code === "Error" || message.includes(code) ? message : `${code}: ${message}`;
}
