import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import type { GetParametersByPathCommandOutput, Parameter } from "@aws-sdk/client-ssm";
import { Configuration } from "./configuration.ts";
import { ConfigurationError } from "./errors.ts";
import { parseJsonObject } from "./json.ts";
import { loadFailure } from "./loadFailure.ts";
import { Section } from "./section.ts";
import { snapshotVersion } from "./snapshotVersion.ts";

/** What is used of an SSMClient. */
export interface ParameterStoreClient {
  send(
    command: GetParametersByPathCommand,
    options: { readonly abortSignal?: AbortSignal },
  ): Promise<Pick<GetParametersByPathCommandOutput, "Parameters" | "NextToken">>;
}

/**
 * Loads all parameters directly under a path, decrypted, as one snapshot: all of them or a ConfigurationError.
 *
 * @param abortSignal ends the request that is under way, and with it the load
 */
export async function loadConfiguration(
  client: ParameterStoreClient,
  path: string,
  abortSignal?: AbortSignal,
): Promise<Configuration> {
  const parameters = await fetchParameters((command) => client.send(command, abortSignal ? { abortSignal } : {}), path);
  if (parameters.length === 0) {
    throw new ConfigurationError(
      `There is no parameter under ${path}. ` +
        `Check ENV and APP_CONFIG_PATH, which make up the path, or add a parameter ${path}/<section>.`,
    );
  }
  return new Configuration({ path, version: snapshotVersion(parameters), sections: parameters.map(toSection) });
}

type Send = (command: GetParametersByPathCommand) => ReturnType<ParameterStoreClient["send"]>;

async function fetchParameters(send: Send, path: string): Promise<Parameter[]> {
  const parameters: Parameter[] = [];
  let nextToken: string | undefined;
  // A page may be short or empty and still carry a token: only a page without one is the last.
  do {
    const page = await fetchPage(send, path, nextToken);
    parameters.push(...(page.Parameters ?? []));
    nextToken = page.NextToken;
  } while (nextToken);
  return parameters;
}

async function fetchPage(send: Send, path: string, nextToken: string | undefined) {
  const input = { Path: path, WithDecryption: true, Recursive: false };
  try {
    return await send(new GetParametersByPathCommand(nextToken ? { ...input, NextToken: nextToken } : input));
  } catch (error) {
    throw loadFailure(path, error);
  }
}

function toSection({ Name: name = "", Type: type, Value: value = "" }: Parameter): Section {
  const values = parseJsonObject(value);
  if (values === undefined) {
    throw new ConfigurationError(
      `The value of parameter ${name} must be a JSON object. Write it as one, such as {"key": "value"}.`,
    );
  }
  return new Section({ name: name.slice(name.lastIndexOf("/") + 1), secret: type === "SecureString", values });
}
