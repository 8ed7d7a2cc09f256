/** The path of a value in the config: names of keys and indexes of lists. */
export type ConfigPath = readonly (string | number)[];

/** A name that needs no quotes in a path. */
const BARE = /^[\w-]+$/;

/**
 * Formats a path for `pulumi config set --path`: `secrets.appSecrets.secretKey`, `secrets["a b"].list[0]`.
 * @see https://www.pulumi.com/docs/iac/concepts/config/#structured-configuration
 */
export function configPath(path: ConfigPath): string {
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      if (index === 0) return BARE.test(segment.replace(":", "")) ? segment : `["${segment}"]`;
      if (BARE.test(segment) || isBareOnly(segment)) return `.${segment}`;
      // A backslash escapes a double quote, and is literal otherwise.
      return `["${segment.replaceAll('"', String.raw`\"`)}"]`;
    })
    .join("");
}

/** Returns whether a path can name the value. In quotes, a backslash at the end would escape the closing one. */
export const isExpressible = (path: ConfigPath): boolean =>
  path.every((segment) => typeof segment === "number" || !segment.endsWith("\\") || isBareOnly(segment));

/** Returns whether a name cannot be quoted, because it ends in a backslash. */
const isBareOnly = (name: string): boolean => name.endsWith("\\") && !/[.[]/.test(name);

/** Returns whether a formatted path is another one, or leads to a value inside it. */
export const isAtOrInside = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
