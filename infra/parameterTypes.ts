/**
 * The types of the resources that hold a section. They are aliases of each other, so that a section that moves between
 * `parameters` and `secrets` stays one resource to Pulumi.
 */
export const PLAIN_TYPE = "aws:ssm/parameter:Parameter";

/** As Pulumi makes it of the names that SecureParameter passes to it. */
export const SECRET_TYPE = "pulumi-nodejs:dynamic/ssm:SecureParameter";
