import * as pulumi from "@pulumi/pulumi";
import { ssmClientConfig } from "../../aws/awsClientConfig.ts";
import { ParameterClient } from "../../secureParameter/parameterClient.ts";

/** What Parameter Store tells of a parameter without its value. */
export interface ExistingParameter {
  readonly name: string;
  /** `String`, `StringList` or `SecureString`. */
  readonly type: string;
  /** As it was written: an ARN, an id, an alias or an alias's ARN. Of a SecureString only. */
  readonly keyId: string | undefined;
}

/** A look-up that the deployment does not depend on gives up soon. */
const MAX_ATTEMPTS = 3;

/**
 * Lists the parameters directly under a path, this stack's and others.
 *
 * @returns undefined if Parameter Store does not answer, with a warning
 */
export async function existingParameters(path: string): Promise<readonly ExistingParameter[] | undefined> {
  const settings = ssmClientConfig((setting) => pulumi.runtime.getConfig(`aws:${setting}`));
  const store = new ParameterClient({ ...settings, maxAttempts: MAX_ATTEMPTS });
  try {
    const found = await store.list({ Key: "Path", Option: "OneLevel", Values: [path] });
    return found.map(({ Name = "", Type = "", KeyId }) => ({ name: Name, type: Type, keyId: KeyId }));
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    void pulumi.log.warn(
      `The parameters under ${path} could not be listed (${reason}). Pulumi finds those that are not this stack's ` +
        "only when it writes them.",
    );
    return undefined;
  } finally {
    store.client.destroy();
  }
}
