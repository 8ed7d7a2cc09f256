import { object } from "./properties.ts";
import type { Properties } from "./properties.ts";

/** Settings that the engine adds. */
const INTERNAL = ["version", "__internal"];

/** All supported settings. The two skips have no effect. */
const SUPPORTED = [
  ...INTERNAL,
  "region",
  "defaultTags",
  "ignoreTags",
  "skipCredentialsValidation",
  "skipRequestingAccountId",
];

/** Returns an error for each `aws:` setting that is not supported. */
export const checkConfig = (config: Properties): string[] =>
  Object.keys(config)
    .filter((setting) => !SUPPORTED.includes(setting))
    .map((setting) => `the local AWS provider does not support the setting aws:${setting}`);

/** Returns the names of the settings that differ. */
export const changedSettings = (before: Properties, after: Properties): string[] =>
  SUPPORTED.filter((setting) => !INTERNAL.includes(setting) && before[setting] !== after[setting]);

/** Returns the region in the config of the stack. */
export function regionOf(config: Properties): string {
  const { region } = config;
  if (typeof region === "string" && region !== "") return region;
  throw new Error("the local AWS provider requires a region. Fix: pulumi config set aws:region eu-west-1");
}

/** Returns the default tags from `aws:defaultTags`, which is JSON text: `{"tags":{"team":"blue"}}`. */
export function defaultTagsOf({ defaultTags }: Properties): Properties {
  return typeof defaultTags === "string" ? object(JSON.parse(defaultTags) as Properties, "tags") : {};
}

/** Returns a predicate for ignored tags, from `aws:ignoreTags`: `{"keys":["backup"],"keyPrefixes":["cost:"]}`. */
export function ignoresTagOf({ ignoreTags }: Properties): (key: string) => boolean {
  const { keys = [], keyPrefixes = [] } = (typeof ignoreTags === "string" ? JSON.parse(ignoreTags) : {}) as Readonly<
    Record<string, readonly string[]>
  >;
  return (key) => keys.includes(key) || keyPrefixes.some((prefix) => key.startsWith(prefix));
}
