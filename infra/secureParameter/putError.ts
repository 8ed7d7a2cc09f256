import type { SecureParameterInputs } from "./secureParameterState.ts";

/**
 * Returns an error that explains why a parameter was not written and how to fix it. AWS's validation messages quote the
 * rejected value, so only known safe messages are included.
 */
export function toPutError({ name, keyId }: SecureParameterInputs, error: unknown): Error {
  const reason = error instanceof Error ? error : new Error(String(error));
  return new Error(`${name} ${putErrorMessage(name, keyId, reason)}`);
}

function putErrorMessage(name: string, keyId: string, reason: Error): string {
  const section = name.slice(name.lastIndexOf("/") + 1);
  const notWritten = `could not be written (${reason.name})`;
  switch (reason.name) {
    case "ParameterAlreadyExists":
      return (
        "already exists in Parameter Store and is not managed by this stack. " +
        `Fix: \`pulumi config set --path 'adopt[0]' ${section}\` lets this stack manage and overwrite it (use the next ` +
        "free number if `adopt` has entries). To keep it as it is, remove the section from the config: " +
        `\`pulumi config rm --path 'secrets["${section}"]'\`.`
      );
    case "AccessDenied": // for an assumed role
    case "AccessDeniedException":
    case "InvalidKeyId":
      return (
        `${notWritten}: ${reason.message}. Fix: allow the deployer ssm:PutParameter on this parameter, add it to ` +
        `keyAdministrators unless it is adminUser, and make sure that the key ${keyId} is enabled.`
      );
    case "ThrottlingException":
    case "TooManyUpdates":
      return (
        `${notWritten}: Parameter Store limits writes per second, and rejects a create with tags for 30 seconds after ` +
        "the deletion of a parameter of that name. Pulumi retried for one minute. Fix: run `pulumi up` again."
      );
    case "ParameterLimitExceeded":
      return (
        `${notWritten}: the account has reached its quota of parameters in this Region. Fix: put related values into ` +
        "one section, or request a higher quota in the Service Quotas console. Then run `pulumi up` again."
      );
    case "ParameterMaxVersionLimitExceeded":
      return (
        `${notWritten}: Parameter Store keeps 100 versions of a parameter, and does not delete the oldest one while ` +
        `it has a label. Fix: find the label with \`aws ssm get-parameter-history --name ${name} --query ` +
        "'Parameters[].[Version,Labels]'`, move it to a newer version with `aws ssm label-parameter-version`, and run " +
        "`pulumi up` again."
      );
    case "HierarchyTypeMismatchException":
      return (
        `${notWritten}: it exists with another type, and Parameter Store cannot change the type of a parameter. ` +
        "Fix: run `pulumi up --refresh` if it was changed outside Pulumi. If it is not managed by this stack, rename the " +
        "section."
      );
    case "ValidationException":
      return (
        `${notWritten}: Parameter Store rejects its name, value or tags. Fix: check aws:defaultTags and the section's ` +
        "values."
      );
    default:
      // An error without a response (network, credentials) cannot quote the value.
      return `${"$response" in reason ? notWritten : `${notWritten}: ${reason.message}`}. Fix: run \`pulumi up\` again.`;
  }
}
