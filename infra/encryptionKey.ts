import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "./awsAccount.ts";
import { functionName, keyAliasName, type Application } from "./naming.ts";
import { keyPolicy } from "./policies.ts";

export interface EncryptionKeyArgs {
  readonly account: AwsAccount;
  readonly application: Application;
  /** The IAM user who administers the key. */
  readonly admin: { readonly arn: string; readonly uniqueId: string };
  /** ARNs of roles or users who administer the key as well. */
  readonly keyAdministrators: readonly string[];
  /** The ARN of the role that alone decrypts. */
  readonly decryptorArn: pulumi.Input<string>;
  /** 7 to 30 days. */
  readonly deletionWindowDays: number;
  readonly protect: boolean;
}

/** The stack's own KMS key and its alias. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly aliasName: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:EncryptionKey", name, {}, options);
    const { account, application } = args;

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Encrypts the secrets of ${functionName(application)}`,
        enableKeyRotation: true,
        deletionWindowInDays: args.deletionWindowDays,
        policy: pulumi.output(args.decryptorArn).apply((decryptorArn) =>
          JSON.stringify(
            keyPolicy(account, application, {
              adminArn: args.admin.arn,
              adminUniqueId: args.admin.uniqueId,
              keyAdministrators: args.keyAdministrators,
              decryptorArn,
            }),
          ),
        ),
      },
      { parent: this, protect: args.protect },
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
