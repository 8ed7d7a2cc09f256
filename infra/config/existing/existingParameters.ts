import * as pulumi from "@pulumi/pulumi";
import { ssmClientConfig } from "../../aws/awsClientConfig.ts";
import { ParameterClient } from "../../secureParameter/parameterClient.ts";

/** A parameter in Parameter Store, without its value. */
export interface ExistingParameter {
  readonly name: string;
  /** `String`, `StringList` or `SecureString`. */
  readonly type: string;
  /** Only for a SecureString, as it was written: an ARN, an ID, an alias or an alias's ARN. */
  readonly keyId: string | undefined;
}

/** The deployment does not depend on this call, so it fails soon. */
const MAX_ATTEMPTS = 3;

/**
 * Lists the parameters directly under a path, including those of other stacks.
 *
 * @returns undefined, with a warning, if the call fails
 */
export async function listExistingParameters(path: string): Promise<readonly ExistingParameter[] | undefined> {
  const settings = ssmClientConfig((setting) => pulumi.runtime.getConfig(`aws:${setting}`));
  const store = new ParameterClient({ ...settings, maxAttempts: MAX_ATTEMPTS });
  try {
    const found = await store.list({ Key: "Path", Option: "OneLevel", Values: [path] });
    return found.map(({ Name = "", Type = "", KeyId }) => ({ name: Name, type: Type, keyId: KeyId }));
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    void pulumi.log.warn(
      `The parameters under ${path} could not be listed (${reason}). Parameters that this stack does not manage are ` +
        "detected only when they are written.",
    );
    return undefined;
  } finally {
    store.client.destroy();
  }
}
