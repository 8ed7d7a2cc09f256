import { SSMServiceException } from "@aws-sdk/client-ssm";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { ConfigurationError } from "../configuration/configurationError.ts";

/** An error for a response that cannot be parsed. It replaces the parser's error, which quotes the response. */
export class RedactedResponseError extends Error {
  static {
    this.prototype.name = "RedactedResponseError";
  }

  /** The HTTP status, by which the SDK decides whether to retry, such as a proxy's 503. */
  readonly $metadata: { readonly httpStatusCode: number | undefined };

  constructor(httpStatusCode: number | undefined) {
    super("Parameter Store's response is not JSON. It is redacted, because it may contain values.");
    this.$metadata = { httpStatusCode };
  }
}

/**
 * Makes a client throw a RedactedResponseError instead of its parser's errors, which quote the response and may contain
 * values. Tracing, retries and callers see only the replacement. Returns the same client.
 */
export function redactParseErrors<Client extends Pick<SSMClient, "middlewareStack">>(client: Client): Client {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new RedactedResponseError(statusOf(error));
      }
    },
    { step: "deserialize", priority: "high", name: "redactParseErrors" },
  );
  return client;
}

const statusOf = (error: Error & { $metadata?: { httpStatusCode?: number } }): number | undefined =>
  error.$metadata?.httpStatusCode;

/**
 * Returns a ConfigurationError for a failed request to Parameter Store, with the name of the error and a fix. The error
 * is the `cause` if it cannot contain a value.
 */
export function toConfigurationError(path: string, error: unknown): ConfigurationError {
  const name = error instanceof Error ? error.name : "unknown error";
  // The fix depends on the message, but does not quote it.
  const fix = fixFor(name, error instanceof Error ? error.message : "", path);
  const message = `Cannot load the parameters under ${path}: ${name}. ${fix}`;
  return new ConfigurationError(message, quotesNoValue(error) ? { cause: error } : undefined);
}

/**
 * Returns whether an error contains no value. That holds for error responses and for errors of the operating system,
 * such as a lost connection. An SDK error about a good response may contain its text.
 */
function quotesNoValue(error: unknown): boolean {
  return error instanceof SSMServiceException || (error instanceof Error && "syscall" in error);
}

/** Matches KMS errors, which name the action or service, or mention the ciphertext. Parameter Store passes them on. */
const KMS_MESSAGE = /\bkms:|\bAWSKMS\b|^The ciphertext /;
const PARAMETER_STORE_MESSAGE = /\bssm:/;

function fixFor(name: string, message: string, path: string): string {
  switch (name) {
    case "AccessDeniedException":
      if (KMS_MESSAGE.test(message)) return fixForKms(path);
      if (PARAMETER_STORE_MESSAGE.test(message)) return `Fix: ${ALLOW_SSM}.`;
      return `Fix: ${ALLOW_SSM}. If it has that permission: ${fixForKms(path)}`;
    case "ThrottlingException":
      return (
        "Parameter Store throttles requests. Fix: invoke again, or turn on higher throughput in the account's " +
        "Parameter Store settings."
      );
    case "InvalidKeyId":
      return "Fix: enable the key that encrypts the parameters, or cancel its deletion.";
    default:
      return "Fix: check the function's network, region and credentials, and invoke again.";
  }
}

const ALLOW_SSM = "allow the function's role ssm:GetParametersByPath on exactly this path";

const fixForKms = (path: string): string =>
  "KMS denies kms:Decrypt for a SecureString under this path, which fails the whole load. Fix: find the key of each " +
  `parameter with \`aws ssm describe-parameters --parameter-filters Key=Path,Option=OneLevel,Values=${path} ` +
  '--query "Parameters[].[Name,Type,KeyId]" --output table`. If a parameter has a different key than the others, rewrite it ' +
  "with their key, or delete it. If all have the same key, allow the function's role kms:Decrypt (through Parameter Store) " +
  "in the key's policy.";
