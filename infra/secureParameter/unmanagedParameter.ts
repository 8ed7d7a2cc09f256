import * as pulumi from "@pulumi/pulumi";
import { PROVIDER } from "./secureParameter.ts";

/**
 * A SecureString parameter that is written elsewhere, such as manually or by a rotation. The stack neither writes nor deletes
 * it. It has the type of SecureParameter, so that a section can change to it and back: the engine then updates one resource,
 * instead of deleting a parameter.
 */
export class UnmanagedParameter extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;

  /** @param parameterName the parameter's full name, including its path */
  constructor(name: string, parameterName: string, options?: pulumi.CustomResourceOptions) {
    super(PROVIDER, name, { name: parameterName, managed: false }, options, "ssm", "SecureParameter");
  }
}
