import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/awsAccount.ts";
import { trustPolicy } from "../policies/functionPolicy.ts";
import type { PolicyDocument } from "../policies/policyDocument.ts";

export interface FunctionRoleArgs {
  readonly account: AwsAccount;
  readonly functionName: string;
  /** The only policy of the role. */
  readonly policy: PolicyDocument;
  /** The ARN of a managed policy that limits the role. */
  readonly permissionsBoundary?: string | undefined;
}

/**
 * The execution role of a function, with one inline policy. Pulumi generates the end of the role's name, so a replaced
 * role has a different ARN.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export class FunctionRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  readonly arn: pulumi.Output<string>;
  /** `AROA…`: a role that was deleted and recreated outside Pulumi has the same ARN but a different id. */
  readonly uniqueId: pulumi.Output<string>;
  /** For `pulumi up --replace`. */
  readonly roleUrn: pulumi.Output<string>;
  /** For `dependsOn`: the function needs its permissions from the first invocation. */
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: FunctionRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super("shared-secrets:infra:FunctionRole", name, {}, options);
    const { account, functionName, permissionsBoundary } = args;

    this.role = new aws.iam.Role(
      // Not `${name}-role`: it is the prefix of the physical name, to which the deployer's permissions are scoped.
      functionName,
      {
        description: `Runs ${functionName}`,
        assumeRolePolicy: JSON.stringify(trustPolicy(account)),
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      },
      { parent: this },
    );
    this.policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: this.role.name, policy: JSON.stringify(args.policy) },
      { parent: this },
    );

    this.arn = this.role.arn;
    this.uniqueId = this.role.uniqueId;
    this.roleUrn = this.role.urn;
    this.registerOutputs({ arn: this.arn });
  }
}
