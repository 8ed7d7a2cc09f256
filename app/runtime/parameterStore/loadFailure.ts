import { SSMServiceException } from "@aws-sdk/client-ssm";
import { ConfigurationError } from "../configuration/errors.ts";

const ALLOW_SSM = "Allow the function's role ssm:GetParametersByPath on exactly this path";

/** What Parameter Store passes on of KMS names the action, or the service, or speaks of the ciphertext. */
const FROM_KMS = /\bkms:|\bAWSKMS\b|^The ciphertext /;
const FROM_PARAMETER_STORE = /\bssm:/;

function fixFor(name: string, message: string, path: string): string {
  switch (name) {
    case "AccessDeniedException":
      if (FROM_KMS.test(message)) return deniedByKms(path);
      if (FROM_PARAMETER_STORE.test(message)) return `${ALLOW_SSM}.`;
      return `${ALLOW_SSM}. If it has that permission, ${deniedByKms(path)}`;
    case "ThrottlingException":
      return (
        "Parameter Store answers a limited number of requests per second: invoke again, or raise its throughput in the " +
        "account's Parameter Store settings."
      );
    case "InvalidKeyId":
      return "Enable the key that encrypts the parameters, or cancel its deletion.";
    default:
      return "Check the function's network, region and credentials, and invoke again.";
  }
}

const deniedByKms = (path: string): string =>
  "KMS denies kms:Decrypt for a SecureString under this path, which fails the whole load. If one of them is encrypted with " +
  "another key than the others, write it again with their key, or delete it. Find it with " +
  `\`aws ssm describe-parameters --parameter-filters Key=Path,Option=OneLevel,Values=${path} ` +
  '--query "Parameters[].[Name,Type,KeyId]" --output table`. If all have one key, allow the function\'s role kms:Decrypt ' +
  "(through Parameter Store) in its policy.";

/** The ConfigurationError for a failed request to Parameter Store. */
export function loadFailure(path: string, error: unknown): ConfigurationError {
  const name = error instanceof Error ? error.name : "unknown error";
  // What is read of the message is not repeated.
  const fix = fixFor(name, error instanceof Error ? error.message : "", path);
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
