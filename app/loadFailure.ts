import { SSMServiceException } from "@aws-sdk/client-ssm";
import { ConfigurationError } from "./errors.ts";

const FIXES = new Map([
  [
    "AccessDeniedException",
    "Allow the function's role ssm:GetParametersByPath on exactly this path, and kms:Decrypt (through Parameter " +
      "Store) in the policy of the key that encrypts the parameters.",
  ],
  [
    "ThrottlingException",
    "Parameter Store answers a limited number of requests per second: invoke again, or raise its throughput in the " +
      "account's Parameter Store settings.",
  ],
  ["InvalidKeyId", "Enable the key that encrypts the parameters, or cancel its deletion."],
]);

/** The ConfigurationError for a failed request to Parameter Store. */
export function loadFailure(path: string, error: unknown): ConfigurationError {
  const name = error instanceof Error ? error.name : "unknown error";
  const fix = FIXES.get(name) ?? "Check the function's network, region and credentials, and invoke again.";
  const message = `Cannot load the parameters under ${path}: ${name}. ${fix}`;
  return new ConfigurationError(message, quotesNoValue(error) ? { cause: error } : undefined);
}

/**
 * An answer that is an error, and an answer that never came (an error of the operating system), hold no parameter.
 * Anything else may: when a good answer cannot be parsed, the SDK's error carries its text.
 */
function quotesNoValue(error: unknown): boolean {
  return error instanceof SSMServiceException || (error instanceof Error && "syscall" in error);
}
