import * as pulumi from "@pulumi/pulumi";
import { ignoredTags, withoutIgnored } from "../aws/ignoredTags.ts";
import type { Tags } from "../aws/ignoredTags.ts";
import { SectionParameterProvider } from "./sectionParameterProvider.ts";

export interface SecureParameterArgs {
  /** The parameter's full name, including its path. A change replaces the parameter. */
  readonly name: pulumi.Input<string>;
  /** The value to store. Always treated as a secret. */
  readonly value: pulumi.Input<string>;
  /** The ARN of the KMS key that encrypts the value. */
  readonly keyId: pulumi.Input<string>;
  /** Whether to overwrite an existing parameter of that name that is not in the stack. */
  readonly adopt?: boolean;
}

/** One for all parameters: Pulumi serializes each instance, which takes a few tenths of a second. */
export const PROVIDER = new SectionParameterProvider();

/**
 * A SecureString parameter that is written but never read back. `aws.ssm.Parameter` decrypts each value right after it
 * is created and at each refresh, so its deployer needs kms:Decrypt (hashicorp/terraform-provider-aws, issue 42849).
 * Once that is fixed, `aws.ssm.Parameter` with `valueWo` replaces this file and its provider. The parameter has the
 * stack's default tags (`aws:defaultTags`). Tags that match `aws:ignoreTags` are not set, removed or shown as drift.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/providers/dynamic-providers/
 */
export class SecureParameter extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;
  /** A new random id after each write. */
  declare readonly writeId: pulumi.Output<string>;

  constructor(name: string, args: SecureParameterArgs, options?: pulumi.CustomResourceOptions) {
    const { adopt, ...inputs } = args;
    super(
      PROVIDER,
      name,
      {
        ...inputs,
        // Omitted if false, so that stacks that never adopted a parameter show no change.
        ...(adopt === true ? { adopt } : {}),
        value: pulumi.secret(args.value),
        tags: defaultTags(),
        // Known after the write.
        type: undefined,
        version: undefined,
        writtenVersion: undefined,
        writeId: undefined,
      },
      { ...options, additionalSecretOutputs: ["value"] },
      "ssm",
      "SecureParameter",
    );
  }
}

/**
 * Returns the tags that the AWS provider sets on every resource of the stack: `aws:defaultTags` without
 * `aws:ignoreTags`.
 */
export function defaultTags(): Tags {
  const config = new pulumi.Config("aws");
  const defaults = config.getObject<{ tags?: Record<string, string> }>("defaultTags");
  return withoutIgnored(
    defaults?.tags ?? {},
    ignoredTags((setting) => config.get(setting)),
  );
}
