import type { Freshness } from "./cache/freshness.ts";
import { ConfigurationError } from "./configuration/errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the function's environment variables say. */
export interface Settings {
  /** `/ENV/APP_CONFIG_PATH`: where the parameters are. */
  readonly path: string;
  /** CONFIG_VERSION: what the deployment calls the configuration that it wrote; undefined when it does not say. */
  readonly configVersion: string | undefined;
  /** Whether REVEAL_SECRETS is "true" (default: false). */
  readonly revealSecrets: boolean;
  /** CACHE_TTL_SECONDS and CACHE_MAX_STALE_SECONDS. */
  readonly freshness: Freshness;
}

export function readSettings(environment: Environment): Settings {
  return {
    path: `/${required(environment, "ENV")}/${required(environment, "APP_CONFIG_PATH")}`,
    configVersion: environment["CONFIG_VERSION"],
    revealSecrets: environment["REVEAL_SECRETS"] === "true",
    freshness: {
      ttlSeconds: seconds(environment, "CACHE_TTL_SECONDS"),
      maxStaleSeconds: seconds(environment, "CACHE_MAX_STALE_SECONDS"),
    },
  };
}

/** @throws ConfigurationError where it is missing or empty */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new ConfigurationError(`The environment variable ${name} must be set. Set it in the function's configuration.`);
}

function seconds(environment: Environment, name: string): number {
  const value = environment[name] ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new ConfigurationError(
    `The environment variable ${name} must be a whole number of seconds; got ${value === "" ? "nothing" : value}. ` +
      `Set it in the function's configuration.`,
  );
}
