import { jsonSetting } from "./awsSetting.ts";
import type { AwsSettings } from "./awsSetting.ts";

export type Tags = Readonly<Record<string, string>>;

/** The tags that somebody else looks after, with the AWS provider's names. */
export interface IgnoredTags {
  readonly keys?: readonly string[];
  readonly keyPrefixes?: readonly string[];
}

/** Returns `aws:ignoreTags`. */
export const ignoredTags = (get: AwsSettings): IgnoredTags => jsonSetting<IgnoredTags>(get, "ignoreTags", {});

/** Returns the tags without those that are ignored. */
export const withoutIgnored = (tags: Tags, { keys = [], keyPrefixes = [] }: IgnoredTags = {}): Tags =>
  Object.fromEntries(
    Object.entries(tags).filter(
      ([key]) => !keys.includes(key) && !keyPrefixes.some((prefix) => key.startsWith(prefix)),
    ),
  );
