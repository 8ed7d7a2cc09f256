import { object } from "./properties.ts";
import type { Properties } from "./properties.ts";

/** The engine's own. */
const INTERNAL = ["version", "__internal"];

/** The two skips ask for nothing that the endpoint would refuse. */
const SERVED = [
  ...INTERNAL,
  "region",
  "defaultTags",
  "ignoreTags",
  "skipCredentialsValidation",
  "skipRequestingAccountId",
];

/** Refuses every `aws:` setting that would be without effect here. */
export const checkConfig = (config: Properties): string[] =>
  Object.keys(config)
    .filter((setting) => !SERVED.includes(setting))
    .map((setting) => `the local AWS provider does not serve the setting aws:${setting}`);

export const changedSettings = (before: Properties, after: Properties): string[] =>
  SERVED.filter((setting) => !INTERNAL.includes(setting) && before[setting] !== after[setting]);

/** The region that the stack's configuration names. */
export function regionOf(config: Properties): string {
  const { region } = config;
  if (typeof region === "string" && region !== "") return region;
  throw new Error("the local AWS provider needs a region. Set it with `pulumi config set aws:region eu-west-1`.");
}

/** The tags of every resource, from `aws:defaultTags`, which arrives as JSON text: `{"tags":{"team":"blue"}}`. */
export function defaultTagsOf({ defaultTags }: Properties): Properties {
  return typeof defaultTags === "string" ? object(JSON.parse(defaultTags) as Properties, "tags") : {};
}

/** Tells whether a tag is left to others, from `aws:ignoreTags`: `{"keys":["backup"],"keyPrefixes":["cost:"]}`. */
export function ignoresTagOf({ ignoreTags }: Properties): (key: string) => boolean {
  const { keys = [], keyPrefixes = [] } = (typeof ignoreTags === "string" ? JSON.parse(ignoreTags) : {}) as Readonly<
    Record<string, readonly string[]>
  >;
  return (key) => keys.includes(key) || keyPrefixes.some((prefix) => key.startsWith(prefix));
}
