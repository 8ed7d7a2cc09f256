import type { Freshness } from "./cache/freshness.ts";
import { ConfigurationError } from "./configuration/configurationError.ts";

/** Environment variables by name, such as `process.env`. */
export type ProcessEnv = Readonly<Record<string, string | undefined>>;

/** The variable that holds when the execution environments were last recycled, as an ISO 8601 time. */
export const RECYCLED_AT = "RECYCLED_AT";

/** The settings of the function, from its environment variables. */
export interface Settings {
  /** `/ENV/APP_CONFIG_PATH`: the path that holds the parameters. */
  readonly path: string;
  /** CACHE_TTL_SECONDS and CACHE_MAX_STALE_SECONDS. */
  readonly freshness: Freshness;
  /** Whether the first load is part of INIT: true unless LOAD_DURING_INIT is "false". */
  readonly loadDuringInit: boolean;
}

/**
 * Reads the settings of the function.
 *
 * @throws ConfigurationError if a variable is missing or malformed
 */
export function readSettings(env: ProcessEnv): Settings {
  return {
    path: `/${requireEnv(env, "ENV")}/${requireEnv(env, "APP_CONFIG_PATH")}`,
    freshness: {
      ttlSeconds: requireSeconds(env, "CACHE_TTL_SECONDS"),
      maxStaleSeconds: requireSeconds(env, "CACHE_MAX_STALE_SECONDS"),
    },
    loadDuringInit: env["LOAD_DURING_INIT"] !== "false",
  };
}

/**
 * Returns the value of an environment variable.
 *
 * @throws ConfigurationError if it is missing or empty
 */
export function requireEnv(env: ProcessEnv, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new ConfigurationError(
    `The environment variable ${name} is missing or empty. Fix: set it in the function's configuration.`,
  );
}

function requireSeconds(env: ProcessEnv, name: string): number {
  const value = env[name] ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new ConfigurationError(
    `The environment variable ${name} must be a whole number of seconds (got ${value === "" ? "nothing" : value}). ` +
      `Fix: set it in the function's configuration.`,
  );
}
