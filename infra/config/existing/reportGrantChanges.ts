import { GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/awsAccount.ts";
import { awsClientConfig } from "../../aws/awsClientConfig.ts";
import type { Application } from "../../naming.ts";
import { grantsIn, plannedGrants } from "../../policies/keyGrants.ts";
import type { SecretsRead } from "../../policies/keyPolicy.ts";
import type { DeployedStack } from "./deployedStack.ts";
import { describeGrantChange, grantChanges } from "./grantChanges.ts";

/** The parts of the config that decide who can decrypt. */
interface PlannedReaders {
  readonly account: AwsAccount;
  readonly application: Application;
  readonly functions: readonly { readonly name: string; readonly secrets: SecretsRead }[];
}

/** The deployment does not depend on this call, so it fails soon. */
const MAX_ATTEMPTS = 3;

/**
 * Logs who newly can and no longer can decrypt which secret, compared with the key policy in KMS. The policy itself is
 * unknown in a preview that creates a role. Without a key, everything is granted.
 *
 * @param deployed undefined if the state could not be read: then nothing can be compared
 */
export async function reportGrantChanges(
  { account, application, functions }: PlannedReaders,
  deployed: DeployedStack | undefined,
): Promise<void> {
  if (deployed === undefined) return;
  const { keyArn, keyPolicy } = deployed;
  const live = keyArn === undefined ? { policy: undefined } : await readKeyPolicy(keyArn);
  if (live === undefined) return;
  const current = grantsIn(live.policy, account, application);
  if (keyPolicy !== undefined && grantChanges(grantsIn(keyPolicy, account, application), current).length > 0) {
    void pulumi.log.warn(
      "The key policy was changed outside Pulumi: other principals can decrypt than in the stack's state. " +
        "Fix: `pulumi up --refresh`. Without --refresh, Pulumi may leave the policy as it is.",
    );
  }
  for (const change of grantChanges(current, plannedGrants(functions))) {
    void pulumi.log.info(describeGrantChange(change, application));
  }
}

/**
 * Reads the policy of the stack's key. The deployer has this permission as a key administrator.
 *
 * @returns undefined, with a warning, if the call fails
 */
async function readKeyPolicy(KeyId: string): Promise<{ readonly policy: string | undefined } | undefined> {
  const settings = awsClientConfig((setting) => pulumi.runtime.getConfig(`aws:${setting}`), "kms");
  const client = new KMSClient({ ...settings, maxAttempts: MAX_ATTEMPTS });
  try {
    const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId }));
    return { policy: Policy };
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    void pulumi.log.warn(`The key policy could not be read (${reason}). Changes of who can decrypt are not shown.`);
    return undefined;
  } finally {
    client.destroy();
  }
}
