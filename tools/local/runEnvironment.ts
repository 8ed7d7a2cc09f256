import * as path from "node:path";
import { DYNAMIC_PROVIDER_BIN, NODE_BIN, PULUMI_HOME } from "../lib/paths.ts";
import type { AccessKey } from "../local-provider/awsClients.ts";

export interface RunEnvironmentOptions {
  /** The folder with the `pulumi` command. */
  readonly cli: string;
  /** Where the state and temporary files go. */
  readonly directory: string;
  readonly endpointUrl: string;
  readonly credentials: AccessKey;
  /** The port of the local AWS provider; left out, the engine takes the AWS provider's plugin. */
  readonly providerPort?: number;
}

/**
 * Makes this process, and what it starts, see the endpoint and nothing else: whatever the user's shell says of an AWS
 * account or of Pulumi is forgotten.
 */
export function useRunEnvironment(options: RunEnvironmentOptions): void {
  const { directory } = options;
  for (const name of Object.keys(process.env)) {
    if (/^(AWS|PULUMI)_/.test(name)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, runEnvironment(options), {
    PATH: [...commandFolders(options), process.env["PATH"]].join(path.delimiter),
    TMPDIR: directory,
  });
}

/** The folders of `pulumi`, and of what it and this project run. */
export const commandFolders = ({ cli }: Pick<RunEnvironmentOptions, "cli">): string[] => [
  cli,
  NODE_BIN,
  DYNAMIC_PROVIDER_BIN,
];

/** What somebody needs in a shell to go on by hand where a kept run ended. */
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
        // The engine otherwise downloads the AWS provider's plugin, which the state names, at each later command.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      }),
  AWS_ENDPOINT_URL: endpointUrl,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  // Neither the user's profiles nor an instance's role.
  AWS_CONFIG_FILE: path.join(directory, "no-aws-config"),
  AWS_SHARED_CREDENTIALS_FILE: path.join(directory, "no-aws-credentials"),
  AWS_EC2_METADATA_DISABLED: "true",
});
