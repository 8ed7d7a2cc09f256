import { jsonSetting } from "./awsSettings.ts";
import type { AwsSettings } from "./awsSettings.ts";

export type Tags = Readonly<Record<string, string>>;

/** The tags that other tools manage, with the AWS provider's names. */
export interface IgnoredTags {
  readonly keys?: readonly string[];
  readonly keyPrefixes?: readonly string[];
}

/** Returns `aws:ignoreTags`. */
export const ignoredTags = (get: AwsSettings): IgnoredTags => jsonSetting<IgnoredTags>(get, "ignoreTags", {});

/** Returns the tags without the ignored ones. */
export const withoutIgnored = (tags: Tags, { keys = [], keyPrefixes = [] }: IgnoredTags = {}): Tags =>
  Object.fromEntries(
    Object.entries(tags).filter(
      ([key]) => !keys.includes(key) && !keyPrefixes.some((prefix) => key.startsWith(prefix)),
    ),
  );
