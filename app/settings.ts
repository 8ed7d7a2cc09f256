import { ConfigurationError } from "./errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the function's environment variables say. */
export interface Settings {
  /** `/ENV/APP_CONFIG_PATH`: where the parameters are. */
  readonly path: string;
  /** CONFIG_VERSION: what the deployment calls the configuration that it wrote; undefined when it does not say. */
  readonly configVersion: string | undefined;
  /** Whether REVEAL_SECRETS is "true" (default: false). */
  readonly revealSecrets: boolean;
}

export function readSettings(environment: Environment): Settings {
  return {
    path: `/${required(environment, "ENV")}/${required(environment, "APP_CONFIG_PATH")}`,
    configVersion: environment["CONFIG_VERSION"],
    revealSecrets: environment["REVEAL_SECRETS"] === "true",
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new ConfigurationError(
    `The environment variable ${name} must be set: the parameters are read from /ENV/APP_CONFIG_PATH. ` +
      `Set it in the function's configuration.`,
  );
}
