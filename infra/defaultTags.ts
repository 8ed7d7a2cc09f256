import * as pulumi from "@pulumi/pulumi";

/** The tags that the AWS provider gives to every resource of the stack (`aws:defaultTags`). */
export function defaultTags(): Readonly<Record<string, string>> {
  const defaults = new pulumi.Config("aws").getObject<{ tags?: Record<string, string> }>("defaultTags");
  return defaults?.tags ?? {};
}
