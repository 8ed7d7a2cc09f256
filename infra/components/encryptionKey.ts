import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/awsAccount.ts";
import { keyAliasName, stackPrefix } from "../naming.ts";
import type { Application } from "../naming.ts";
import { keyPolicy } from "../policies/keyPolicy.ts";
import { readsSecrets } from "../policies/keyPolicy.ts";
import type { KeyPrincipal, SecretsRead } from "../policies/keyPolicy.ts";
import type { FunctionRole } from "./functionRole.ts";
import { createRecreationHook } from "./recreationWarning.ts";

/** The role of a function, and the secrets that the function reads. */
export interface SecretReader {
  readonly role: FunctionRole;
  readonly secrets: SecretsRead;
}

export interface EncryptionKeyArgs {
  readonly account: AwsAccount;
  readonly application: Application;
  /** adminUser first, then keyAdministrators. */
  readonly administrators: readonly KeyPrincipal[];
  /** The functions. No other principal can decrypt. */
  readonly decryptors: readonly SecretReader[];
  /** The waiting period before KMS deletes the key: 7 to 30 days. */
  readonly keyDeletionWindowDays: number;
  /** Whether Pulumi prevents the deletion of the key. */
  readonly protect: boolean;
}

/**
 * The stack's own KMS key, rotated yearly, and its alias. Before an update of the key policy, a hook warns about
 * principals that were deleted and recreated.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly aliasName: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:EncryptionKey", name, {}, options);
    const { account, application, administrators, decryptors } = args;
    // Without the other roles: a preview that creates one would show the key policy as unknown.
    const readers = pulumi.all(
      decryptors
        .filter(readsSecrets)
        .map(({ role, secrets }) =>
          pulumi
            .all([role.arn, role.uniqueId, role.roleUrn])
            .apply(([arn, uniqueId, urn]) => ({ arn, uniqueId, urn, secrets })),
        ),
    );

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Encrypts the secrets of ${stackPrefix(application)}`,
        enableKeyRotation: true,
        deletionWindowInDays: args.keyDeletionWindowDays,
        policy: readers.apply((all) =>
          JSON.stringify(keyPolicy(account, application, { administrators, decryptors: all })),
        ),
      },
      {
        parent: this,
        protect: args.protect,
        hooks: {
          beforeUpdate: [createRecreationHook(`${name}-recreated-principals`, this, account.accountId, readers)],
        },
      },
    );
    const alias = new aws.kms.Alias(
      `${name}-alias`,
      { name: keyAliasName(application), targetKeyId: key.keyId },
      { parent: this },
    );

    this.arn = key.arn;
    this.aliasName = alias.name;
    this.registerOutputs({ arn: this.arn, aliasName: this.aliasName });
  }
}
