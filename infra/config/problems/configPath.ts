/** The way to a value in the config: names of keys, and places in lists. */
export type ConfigPath = readonly (string | number)[];

/** A name that a path takes as it is, after a point or at its beginning. */
const BARE = /^[\w-]+$/;

/**
 * A path into the config as `pulumi config set --path` takes it: `secrets.appSecrets.secretKey`, `secrets["a b"].list[0]`.
 * @see https://www.pulumi.com/docs/iac/concepts/config/#structured-configuration
 */
export function configPath(path: ConfigPath): string {
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      if (index === 0) return BARE.test(segment.replace(":", "")) ? segment : `["${segment}"]`;
      if (BARE.test(segment) || isBareOnly(segment)) return `.${segment}`;
      // A backslash escapes a double quote, and is itself otherwise.
      return `["${segment.replaceAll('"', String.raw`\"`)}"]`;
    })
    .join("");
}

/** Returns whether a path can name the value. In quotes, a backslash at the end would escape the closing one. */
export const isExpressible = (path: ConfigPath): boolean =>
  path.every((segment) => typeof segment === "number" || !segment.endsWith("\\") || isBareOnly(segment));

/** Whether a name has to stand after a point, because it ends in a backslash. */
const isBareOnly = (name: string): boolean => name.endsWith("\\") && !/[.[]/.test(name);
