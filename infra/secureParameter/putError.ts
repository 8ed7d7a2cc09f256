import type { SecureParameterInputs } from "./secureParameterState.ts";

/**
 * Says why a parameter was not written, and what to do. AWS's validation messages quote the value that they reject, so
 * only chosen ones are passed on.
 */
export function parameterWriteError({ name, keyId }: SecureParameterInputs, error: unknown): Error {
  const reason = error instanceof Error ? error : new Error(String(error));
  return new Error(`${name} ${why(name, keyId, reason)}`);
}

function why(name: string, keyId: string, reason: Error): string {
  const section = name.slice(name.lastIndexOf("/") + 1);
  const notWritten = `could not be written (${reason.name})`;
  switch (reason.name) {
    case "ParameterAlreadyExists":
      return (
        "exists already in Parameter Store, and is not in this stack's state. To take it over, add " +
        `its section to \`adopt\`: \`pulumi config set --path 'adopt[0]' ${section}\` (the next free number if \`adopt\` ` +
        "has entries). To leave it as it is, take the section out of the config: " +
        `\`pulumi config rm --path 'secrets["${section}"]'\`.`
      );
    case "AccessDenied": // of an assumed role
    case "AccessDeniedException":
    case "InvalidKeyId":
      return (
        `${notWritten}: ${reason.message}. The deployer needs ssm:PutParameter on ` +
        `it, and must be adminUser or in keyAdministrators to encrypt with ${keyId}; the key must be enabled.`
      );
    case "ThrottlingException":
    case "TooManyUpdates":
      return (
        `${notWritten}: Parameter Store accepts few writes a second, and none for 30 seconds after a parameter of ` +
        "that name was deleted. Pulumi retried for a minute: run `pulumi up` again."
      );
    case "ParameterLimitExceeded":
      return (
        `${notWritten}: the account has as many parameters in this Region as its quota allows. Put values that belong ` +
        "together into one section, or request a higher quota in the Service Quotas console. Then run `pulumi up` again."
      );
    case "ParameterMaxVersionLimitExceeded":
      return (
        `${notWritten}: Parameter Store keeps 100 versions of a parameter, and does not remove the oldest one while ` +
        `it has a label. Find the label with \`aws ssm get-parameter-history --name ${name} --query ` +
        "'Parameters[].[Version,Labels]'`, move it to a newer version with `aws ssm label-parameter-version`, and run " +
        "`pulumi up` again."
      );
    case "HierarchyLevelLimitExceededException":
      return (
        `${notWritten}: a parameter's name has at most 15 levels, separated by slashes. The name is made of ` +
        "`environment`, `appName` and the section's name: `pulumi config set environment dev`."
      );
    case "HierarchyTypeMismatchException":
      return (
        `${notWritten}: it exists with another type, and Parameter Store does not change a parameter's type. ` +
        "If somebody changed it outside Pulumi, run `pulumi up --refresh`. If it is not this stack's, give the section " +
        "another name."
      );
    case "ValidationException":
      return "could not be written: Parameter Store refuses its name, value or tags (ValidationException).";
    default:
      // What failed without a response (network, credentials) cannot quote the value.
      return "$response" in reason ? notWritten : `${notWritten}: ${reason.message}`;
  }
}
