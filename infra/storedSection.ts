/**
 * The types of the two resources that store a section. They are aliases of each other, so a section that moves between
 * `parameters` and `secrets` stays one resource in Pulumi.
 */
export const PLAIN_PARAMETER_TYPE = "aws:ssm/parameter:Parameter";

/** Pulumi derives it from the module and type that SecureParameter passes to `pulumi.dynamic.Resource`. */
export const SECRET_PARAMETER_TYPE = "pulumi-nodejs:dynamic/ssm:SecureParameter";

/**
 * Returns a section as it is stored: JSON without two adjacent opening braces. Parameter Store treats text in double
 * braces as a reference to another parameter and rejects the value, so templates (Mustache, Jinja, Go) cannot be stored
 * as they are. JSON's own braces are never adjacent: `{` is followed by a key or `}`. In a string, the second of two
 * braces is written as `\u007b`, which every JSON parser reads as a brace.
 */
export const serializeSection = (section: object): string => JSON.stringify(section).replace(/(?<=\{)\{/g, "\\u007b");
