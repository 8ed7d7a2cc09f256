import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/awsAccount.ts";
import { functionName, keyAliasName } from "../naming.ts";
import type { Application } from "../naming.ts";
import { keyPolicy } from "../policies/keyPolicy.ts";
import type { KeyPrincipal } from "../policies/keyPolicy.ts";
import type { FunctionRole } from "./functionRole.ts";
import { createRecreationHook } from "./recreationWarning.ts";

export interface EncryptionKeyArgs {
  readonly account: AwsAccount;
  readonly application: Application;
  /** adminUser first, then keyAdministrators. */
  readonly administrators: readonly KeyPrincipal[];
  /** The only role that can decrypt. */
  readonly decryptor: FunctionRole;
  /** The waiting period before KMS deletes the key: 7 to 30 days. */
  readonly deletionWindowDays: number;
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
    const { account, application, administrators, decryptor } = args;

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Encrypts the secrets of ${functionName(application)}`,
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: pulumi
          .all([decryptor.arn, decryptor.uniqueId])
          .apply(([arn, uniqueId]) =>
            JSON.stringify(keyPolicy(account, application, { administrators, decryptor: { arn, uniqueId } })),
          ),
      },
      {
        parent: this,
        protect: args.protect,
        hooks: {
          beforeUpdate: [
            createRecreationHook(`${name}-recreated-principals`, this, account.accountId, decryptor.roleUrn),
          ],
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
