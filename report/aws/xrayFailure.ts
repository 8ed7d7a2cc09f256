import { RunError } from "../../local/runError.ts";

/** What `npm run profile` needs. X-Ray does not narrow it to a resource. */
export const RIGHTS = "xray:GetTraceSummaries, xray:BatchGetTraces and xray:GetServiceGraph";

/** By the name of the SDK's error. */
const HELP: Readonly<Record<string, string>> = {
  AccessDeniedException: `These credentials may not read traces: ${RIGHTS} are needed.`,
  CredentialsProviderError: "There are no AWS credentials: set AWS_PROFILE, or sign in with `aws sso login`.",
  ExpiredTokenException: "The AWS credentials have expired: sign in again.",
  InvalidSignatureException:
    "AWS does not accept the signature: see whether the secret key and this machine's clock are right.",
  ThrottledException: "X-Ray throttles this account: try again later, or ask for less with --since.",
  UnrecognizedClientException: "AWS does not know these credentials.",
};

/** What AWS or the network refused, in words; an error of the program's own stays as it is, with its stack. */
export function xrayFailure(error: unknown, region: string): unknown {
  if (!(error instanceof Error) || error instanceof TypeError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const help = HELP[error.name];
  if (help === undefined && code === undefined && !("$metadata" in error)) return error;
  // A connection that was tried at several addresses fails without a message.
  const said = [code ?? error.name, error.message].filter((part) => part !== "").join(": ");
  return new RunError(`${help ?? "The traces cannot be read."}\nX-Ray in ${region}: ${said}`);
}
