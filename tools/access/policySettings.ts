import type { Application } from "../../infra/naming.ts";
import type { DeployedConfig } from "../../infra/policies/deployerPolicy.ts";
import { CliError } from "../lib/cliError.ts";

export const PROJECT = "shared-secrets";

/** The settings of a stack that the deployer's policy depends on. */
export interface PolicySettings {
  readonly region: string;
  readonly application: Application;
  readonly deployed: DeployedConfig;
}

/**
 * Reads the settings of a stack from its stack file.
 *
 * @param config the stack file's config
 * @param schema the config of Pulumi.yaml, which contains the defaults
 * @throws CliError if a setting is missing or encrypted
 */
export function policySettings(
  stack: string,
  config: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, { readonly default: unknown }>>,
): PolicySettings {
  const setting = (key: string): string => {
    const value = config[`${PROJECT}:${key}`] ?? schema[key]?.default;
    return ["string", "boolean"].includes(typeof value) ? String(value) : "";
  };
  const [region, adminUser] = [config["aws:region"], setting("adminUser")];
  if (typeof region !== "string" || adminUser === "") {
    throw new CliError(`Pulumi.${stack}.yaml must set aws:region and ${PROJECT}:adminUser in plain text.`);
  }
  const keyAdministrators = parseList(config[`${PROJECT}:keyAdministrators`] ?? []);
  if (keyAdministrators === undefined) {
    throw new CliError(`Pulumi.${stack}.yaml must set ${PROJECT}:keyAdministrators to a list of ARNs in plain text.`);
  }
  const permissionsBoundary = config[`${PROJECT}:permissionsBoundary`] ?? "";
  if (typeof permissionsBoundary !== "string") {
    throw new CliError(`Pulumi.${stack}.yaml must set ${PROJECT}:permissionsBoundary to an ARN in plain text.`);
  }
  return {
    region,
    application: { environment: setting("environment") || stack, appName: setting("appName") },
    deployed: {
      adminUser,
      keyAdministrators,
      // `pulumi config set` writes a string. A user may have written a boolean with an editor.
      refreshOnChange: setting("refreshOnChange") === "true",
      permissionsBoundary: permissionsBoundary === "" ? undefined : permissionsBoundary,
    },
  };
}

/** Parses a list of strings. `pulumi config set` without --path writes it as JSON. Returns undefined if it is invalid. */
function parseList(value: unknown): readonly string[] | undefined {
  try {
    const list: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return Array.isArray(list) && list.every((entry) => typeof entry === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}
