import { roleOfSession } from "../../principalArn.ts";
import { shellWord } from "../problems/configCommand.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import type { Caller } from "./secretWriter.ts";

const KEY = "AWS credentials";

/** The parts of the environment that decide which credentials an AWS SDK takes. */
export interface CredentialEnvironment {
  readonly profile: string | undefined;
  readonly hasKeys: boolean;
}

/**
 * Returns the problem if the AWS provider and SecureParameter's client are two principals, or work in two regions. The
 * key would be created by one of them and the secrets would be written by the other, and a refresh in an account
 * without the secrets would drop them from the state.
 *
 * @param writer the client that writes secrets, or why it could not be looked up
 */
export function principalProblems(
  provider: Caller,
  writer: Caller | Error,
  environment: CredentialEnvironment = credentialEnvironment(),
): ConfigProblem[] {
  if (writer instanceof Error) {
    const rule = `must work for the client that writes secrets; AWS could not be asked who it is (${reasonOf(writer)})`;
    return [{ key: KEY, rule, fix: isAboutCredentials(writer) ? "aws configure" : "pulumi preview" }];
  }
  if (principalOf(provider) !== principalOf(writer)) {
    const rule =
      "must belong to one principal for the whole deployment; " +
      `the AWS provider uses ${provider.arn} (account ${provider.accountId}), ` +
      `and secrets would be written by ${writer.arn} (account ${writer.accountId})`;
    return [{ key: KEY, rule, fix: oneSource(environment) }];
  }
  if (provider.region !== writer.region) {
    const rule =
      "must be the same for the whole deployment; " +
      `the AWS provider uses ${provider.region}, and secrets would be written in ${writer.region}`;
    return [{ key: "aws:region", rule, fix: `pulumi config set aws:region ${provider.region}` }];
  }
  return [];
}

const credentialEnvironment = (): CredentialEnvironment => ({
  profile: process.env["AWS_PROFILE"],
  hasKeys: (process.env["AWS_ACCESS_KEY_ID"] ?? "") !== "",
});

/** The same for every session of a role: a session's name may differ each time that the role is assumed. */
const principalOf = ({ arn, accountId }: Caller): string => `${accountId} ${roleOfSession(arn) ?? arn}`;

/** The command that leaves one source of credentials. */
function oneSource({ profile, hasKeys }: CredentialEnvironment): string {
  if (profile !== undefined && hasKeys) return "unset AWS_PROFILE";
  if (hasKeys) return "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN";
  return `pulumi config set aws:profile ${shellWord(profile ?? "default")}`;
}

/** AWS's errors have the names of its error codes. */
const isAboutCredentials = ({ name }: Error): boolean =>
  /Credential|Token|AccessDenied|Signature|UnrecognizedClient/i.test(name);

/** What went wrong, on one line. */
function reasonOf(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const message = (error.message.split("\n")[0] ?? "").trim();
  if (message === "") return code;
  return code === "Error" || message.includes(code) ? message : `${code}: ${message}`;
}
