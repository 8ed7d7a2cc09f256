import * as pulumi from "@pulumi/pulumi";
import { ignoredTags, withoutIgnored } from "../aws/ignoredTags.ts";
import type { Tags } from "../aws/ignoredTags.ts";

/** Returns the tags that the AWS provider sets on every resource of the stack: `aws:defaultTags` without `aws:ignoreTags`. */
export function defaultTags(): Tags {
  const config = new pulumi.Config("aws");
  const defaults = config.getObject<{ tags?: Record<string, string> }>("defaultTags");
  return withoutIgnored(
    defaults?.tags ?? {},
    ignoredTags((setting) => config.get(setting)),
  );
}
