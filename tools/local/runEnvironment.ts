import * as path from "node:path";
import { DYNAMIC_PROVIDER_BIN, NODE_BIN, PULUMI_HOME } from "../lib/paths.ts";
import type { AccessKey } from "../local-provider/awsClients.ts";

export interface RunEnvironmentOptions {
  /** The directory of the `pulumi` command. */
  readonly cli: string;
  /** The directory for the state and temporary files. */
  readonly directory: string;
  readonly endpointUrl: string;
  readonly credentials: AccessKey;
  /** The port of the local AWS provider. If omitted, the engine uses the AWS provider's plugin. */
  readonly providerPort?: number;
}

/**
 * Sets the environment variables of this process for a run. Deletes the user's own settings of AWS and Pulumi, so that
 * this process and its children can reach only the emulator.
 */
export function useRunEnvironment(options: RunEnvironmentOptions): void {
  const { directory } = options;
  for (const name of Object.keys(process.env)) {
    if (/^(AWS|PULUMI)_/.test(name)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, runEnvironment(options), {
    PATH: [...commandDirectories(options), process.env["PATH"]].join(path.delimiter),
    TMPDIR: directory,
  });
}

/** Returns the directories of `pulumi` and of the commands that it and this project run. */
export const commandDirectories = ({ cli }: Pick<RunEnvironmentOptions, "cli">): string[] => [
  cli,
  NODE_BIN,
  DYNAMIC_PROVIDER_BIN,
];

/** Returns the environment variables for a run. A user can set them in a shell to work with the run. */
export const runEnvironment = ({
  directory,
  endpointUrl,
  credentials,
  providerPort,
}: RunEnvironmentOptions): Record<string, string> => ({
  PULUMI_HOME,
  PULUMI_BACKEND_URL: `file://${directory}`,
  PULUMI_CONFIG_PASSPHRASE: "local",
  PULUMI_SKIP_UPDATE_CHECK: "true",
  ...(providerPort === undefined
    ? {}
    : {
        PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
        // Otherwise each later command downloads the AWS provider's plugin, because the state names it.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      }),
  AWS_ENDPOINT_URL: endpointUrl,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  // Disables the user's profiles and instance roles.
  AWS_CONFIG_FILE: path.join(directory, "no-aws-config"),
  AWS_SHARED_CREDENTIALS_FILE: path.join(directory, "no-aws-credentials"),
  AWS_EC2_METADATA_DISABLED: "true",
});
