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

/** Parameters that are fetched by their names. */
export interface NamedParameters {
  readonly path: string;
  /** The last segments of the names. */
  readonly sections: readonly string[];
  /** Those of the sections that are SecureStrings. */
  readonly secrets: readonly string[];
}

/** The parameters that a call fetches: all parameters under a path, or parameters by their names. */
export type CallTarget = { readonly path: string; readonly sections?: undefined } | NamedParameters;

/**
 * Returns a ConfigurationError for a failed call to Parameter Store, with the parameters of the call, the name of the
 * error and a fix. The error is the `cause` if it cannot contain a value.
 */
export function toConfigurationError(target: CallTarget, error: unknown): ConfigurationError {
  const name = error instanceof Error ? error.name : "unknown error";
  // The fix depends on the message, but does not quote it.
  const awsMessage = error instanceof Error ? error.message : "";
  const { what, fixes } = target.sections === undefined ? ofPath(target.path) : ofNames(target, name, awsMessage);
  const message = `Cannot load ${what}: ${name}. ${fixFor(name, awsMessage, fixes)}`;
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

/** The fixes if Parameter Store or KMS denies a call. */
interface Fixes {
  readonly ssm: string;
  readonly kms: string;
}

function fixFor(name: string, message: string, { ssm, kms }: Fixes): string {
  switch (name) {
    case "AccessDeniedException":
      if (KMS_MESSAGE.test(message)) return kms;
      if (PARAMETER_STORE_MESSAGE.test(message)) return `Fix: ${ssm}.`;
      return `Fix: ${ssm}. If it has that permission: ${kms}`;
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

const ofPath = (path: string): { what: string; fixes: Fixes } => ({
  what: `the parameters under ${path}`,
  fixes: {
    ssm: "allow the function's role ssm:GetParametersByPath on exactly this path",
    kms:
      "KMS denies kms:Decrypt for a SecureString under this path, which fails the whole load. Fix: find the key of each " +
      `parameter with \`aws ssm describe-parameters --parameter-filters Key=Path,Option=OneLevel,Values=${path} ` +
      '--query "Parameters[].[Name,Type,KeyId]" --output table`. If a parameter has a different key than the others, ' +
      "rewrite it with their key, or delete it. If all have the same key, allow the function's role kms:Decrypt (through " +
      "Parameter Store) in the key's policy.",
  },
});

/** AWS's message names the parameter that Parameter Store denies, but not the one that KMS denies. */
function ofNames(target: NamedParameters, errorName: string, awsMessage: string): { what: string; fixes: Fixes } {
  const { path, sections, secrets } = target;
  const denied = sections.filter((section) => `${awsMessage} `.includes(`:parameter${path}/${section} `));
  const fromKms = errorName === "InvalidKeyId" || KMS_MESSAGE.test(awsMessage);
  const concerned = denied.length > 0 ? denied : fromKms && secrets.length > 0 ? secrets : sections;
  const names = concerned.map((section) => `${path}/${section}`).join(", ");
  const oneOf = fromKms || errorName === "AccessDeniedException" ? "one of the parameters" : "the parameters";
  const restore = "run `pulumi up --refresh`, which allows the function's role";
  return {
    what: `${concerned.length === 1 ? "the parameter" : oneOf} ${names}`,
    fixes: {
      ssm: `${restore} ssm:GetParameters on each parameter in its \`reads\` in app/functions.ts`,
      kms:
        `KMS denies kms:Decrypt, which fails the whole load. Fix: ${restore} kms:Decrypt on each secret in its \`reads\`, ` +
        "and rewrites a parameter that has a different key than the stack's.",
    },
  };
}
