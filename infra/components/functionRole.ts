import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roleBaseName } from "../naming.ts";
import { trustPolicy } from "../policies/functionPolicy.ts";
import type { PolicyDocument } from "../policies/policyDocument.ts";

export interface FunctionRoleArgs {
  readonly functionName: string;
  /** All that it may do. */
  readonly policy: PolicyDocument;
}

/**
 * The role that a function runs under, with its one policy. Pulumi makes up the end of the role's name, so that a role
 * that it replaces has another ARN.
 */
export class FunctionRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** `AROA…`: a role that was deleted and recreated outside Pulumi has the same ARN, but another id. */
  readonly uniqueId: pulumi.Output<string>;
  /** For `pulumi up --replace`. */
  readonly roleUrn: pulumi.Output<string>;
  /** For `dependsOn`: the function needs its rights from its first invocation on. */
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: FunctionRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:FunctionRole", name, {}, options);

    const role = new aws.iam.Role(
      // Not `${name}-role`: the physical name begins with it, and a deployer's rights are scoped to the stack by that.
      roleBaseName(args.functionName),
      {
        description: `Runs ${args.functionName}`,
        assumeRolePolicy: JSON.stringify(trustPolicy()),
      },
      { parent: this },
    );
    this.policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: JSON.stringify(args.policy) },
      { parent: this },
    );

    this.arn = role.arn;
    this.uniqueId = role.uniqueId;
    this.roleUrn = role.urn;
    this.registerOutputs({ arn: this.arn });
  }
}
