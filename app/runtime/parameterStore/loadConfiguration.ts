import { createHash } from "node:crypto";
import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import type { GetParametersByPathCommandOutput, Parameter } from "@aws-sdk/client-ssm";
import { Configuration } from "../configuration/configuration.ts";
import { ConfigurationError } from "../configuration/configurationError.ts";
import { parseJsonObject, withoutByteOrderMark } from "../configuration/json.ts";
import { findJsonFaults } from "../configuration/jsonFaults.ts";
import type { JsonFaults } from "../configuration/jsonFaults.ts";
import { Section } from "../configuration/section.ts";
import { toConfigurationError } from "./errors.ts";

/** The part of an SSMClient that a load uses. */
export interface ParameterStoreClient {
  /** Sends a request for one page. */
  send(
    command: GetParametersByPathCommand,
  ): Promise<Pick<GetParametersByPathCommandOutput, "Parameters" | "NextToken">>;
}

/**
 * Loads all parameters directly under a path, decrypted.
 *
 * @param path such as `/dev/parameterStoreBlog`
 * @throws ConfigurationError if a page cannot be loaded, the path has no parameter, or a value is not valid
 */
export async function loadConfiguration(client: ParameterStoreClient, path: string): Promise<Configuration> {
  const parameters = await fetchParameters(client, path);
  if (parameters.length === 0) {
    throw new ConfigurationError(
      `There is no parameter under ${path}. ` +
        `Fix: check ENV and APP_CONFIG_PATH, which make up the path, or add a parameter ${path}/<section>.`,
    );
  }
  return new Configuration({ path, version: snapshotVersion(parameters), sections: parameters.map(toSection) });
}

/**
 * Returns twelve hex digits that identify a snapshot: a hash of the parameters' names, versions and modification dates,
 * in any order. The date detects a parameter that was deleted and recreated, whose version is 1 again.
 */
export function snapshotVersion(parameters: readonly Parameter[]): string {
  const lines = parameters.map(({ Name, Version, LastModifiedDate }) =>
    JSON.stringify([Name, Version, LastModifiedDate?.getTime()]),
  );
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 12);
}

async function fetchParameters(client: ParameterStoreClient, path: string): Promise<Parameter[]> {
  const parameters: Parameter[] = [];
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  // A short or empty page may have a token. Only a page without one is the last.
  do {
    const page = await fetchPage(client, path, nextToken);
    parameters.push(...(page.Parameters ?? []));
    nextToken = page.NextToken;
    if (nextToken && tokens.has(nextToken)) throw invalidResponse(path, "pagination returned to a page already read");
    if (nextToken) tokens.add(nextToken);
  } while (nextToken);
  return parameters;
}

async function fetchPage(client: ParameterStoreClient, path: string, nextToken: string | undefined) {
  const input = { Path: path, WithDecryption: true, Recursive: false };
  let page: Awaited<ReturnType<ParameterStoreClient["send"]>>;
  try {
    page = await client.send(new GetParametersByPathCommand(nextToken ? { ...input, NextToken: nextToken } : input));
  } catch (error) {
    throw toConfigurationError(path, error);
  }
  // An empty page has an empty list. A response with neither list nor token is not a page.
  if (!page.Parameters && !page.NextToken) throw invalidResponse(path, "a response has no list of parameters");
  return page;
}

const invalidResponse = (path: string, fault: string): ConfigurationError =>
  new ConfigurationError(
    `Cannot load the parameters under ${path}: ${fault}. ` +
      "Fix: check any endpoint or proxy between the function and Parameter Store, and invoke again.",
  );

function toSection({ Name: name = "", Type: type, Value: value = "" }: Parameter): Section {
  const text = withoutByteOrderMark(value);
  const values = parseJsonObject(text);
  if (values === undefined) {
    throw new ConfigurationError(
      `The value of parameter ${name} must be a JSON object. Fix: write it as one, such as {"key": "value"}.`,
    );
  }
  rejectFaults(name, findJsonFaults(text, values));
  return new Section({ name: name.slice(name.lastIndexOf("/") + 1), secret: type === "SecureString", values });
}

/** Throws if parsing changed a value, since a changed value must never be served. */
function rejectFaults(name: string, { inexactNumbers, repeatedKeys }: JsonFaults): void {
  if (inexactNumbers.length > 0) {
    throw new ConfigurationError(
      `The value of parameter ${name} has numbers that a 64-bit floating-point number cannot hold exactly, at: ` +
        `${inexactNumbers.join(", ")}. Fix: write them as text, in quotes.`,
    );
  }
  if (repeatedKeys.length > 0) {
    throw new ConfigurationError(
      `The value of parameter ${name} has a key more than once: ${repeatedKeys.join(", ")}. ` +
        "A JSON object must have each key once, because only the last one is read. Fix: remove the others.",
    );
  }
}
