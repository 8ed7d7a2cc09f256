import * as pulumi from "@pulumi/pulumi";
import { ignoredTags, withoutIgnored } from "../aws/ignoredTags.ts";
import type { Tags } from "../aws/ignoredTags.ts";
import { SecureParameterProvider } from "./secureParameterProvider.ts";

export interface SecureParameterArgs {
  /** The parameter's full name, path included. A change replaces the parameter. */
  readonly name: pulumi.Input<string>;
  /** What is stored. Kept as a secret, whatever is passed. */
  readonly value: pulumi.Input<string>;
  /** The ARN of the KMS key that encrypts the value. */
  readonly keyId: pulumi.Input<string>;
  /** Whether a parameter of that name that exists already, outside the stack, is taken over. */
  readonly adopt?: boolean;
}

/**
 * A SecureString parameter that is written without ever being read back. `aws.ssm.Parameter` reads every value back
 * with decryption, right after it is created and at each refresh, so its deployer must be able to decrypt
 * (hashicorp/terraform-provider-aws, issue 42849). Once it no longer does, `aws.ssm.Parameter` with `valueWo` replaces
 * this file and its provider.
 *
 * The parameter carries the stack's default tags (`aws:defaultTags`). Tags that match `aws:ignoreTags` are neither set,
 * removed nor shown as drift.
 */
export class SecureParameter extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;
  /** Another one after each write. */
  declare readonly writeId: pulumi.Output<string>;

  constructor(name: string, args: SecureParameterArgs, options?: pulumi.CustomResourceOptions) {
    const { adopt, ...inputs } = args;
    super(
      new SecureParameterProvider(),
      name,
      {
        ...inputs,
        // Left out where it says nothing, so that stacks do not change that have never adopted anything.
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

/** Returns the tags that the AWS provider sets on every resource of the stack: `aws:defaultTags` without `aws:ignoreTags`. */
export function defaultTags(): Tags {
  const config = new pulumi.Config("aws");
  const defaults = config.getObject<{ tags?: Record<string, string> }>("defaultTags");
  return withoutIgnored(
    defaults?.tags ?? {},
    ignoredTags((setting) => config.get(setting)),
  );
}
