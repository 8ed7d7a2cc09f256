import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import type { GetParametersByPathCommandOutput, Parameter } from "@aws-sdk/client-ssm";
import { Configuration } from "../configuration/configuration.ts";
import { ConfigurationError } from "../configuration/errors.ts";
import { parseJsonObject, withoutByteOrderMark } from "../configuration/json.ts";
import { jsonFaults } from "../configuration/jsonFaults.ts";
import type { JsonFaults } from "../configuration/jsonFaults.ts";
import { Section } from "../configuration/section.ts";
import { loadFailure } from "./loadFailure.ts";
import { snapshotVersion } from "./snapshotVersion.ts";

/** What is used of a client. */
export interface ParameterStoreClient {
  send(
    command: GetParametersByPathCommand,
  ): Promise<Pick<GetParametersByPathCommandOutput, "Parameters" | "NextToken">>;
}

/** Loads all parameters directly under a path, decrypted, as one snapshot: all of them or a ConfigurationError. */
export async function loadConfiguration(client: ParameterStoreClient, path: string): Promise<Configuration> {
  const parameters = await fetchParameters(client, path);
  if (parameters.length === 0) {
    throw new ConfigurationError(
      `There is no parameter under ${path}. ` +
        `Check ENV and APP_CONFIG_PATH, which make up the path, or add a parameter ${path}/<section>.`,
    );
  }
  return new Configuration({ path, version: snapshotVersion(parameters), sections: parameters.map(toSection) });
}

async function fetchParameters(client: ParameterStoreClient, path: string): Promise<Parameter[]> {
  const parameters: Parameter[] = [];
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  // A page may be short or empty and still carry a token: only a page without one is the last.
  do {
    const page = await fetchPage(client, path, nextToken);
    parameters.push(...(page.Parameters ?? []));
    nextToken = page.NextToken;
    if (nextToken && tokens.has(nextToken)) throw unusableAnswer(path, "leads back to a page that was read");
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
    throw loadFailure(path, error);
  }
  // An empty page has an empty list; what has nothing at all is no page, and must not pass for the last one.
  if (!page.Parameters && !page.NextToken) throw unusableAnswer(path, "has no list of parameters");
  return page;
}

const unusableAnswer = (path: string, fault: string): ConfigurationError =>
  new ConfigurationError(
    `Cannot load the parameters under ${path}: an answer ${fault}. Check what stands between the function and Parameter ` +
      "Store (an endpoint, a proxy), and invoke again.",
  );

function toSection({ Name: name = "", Type: type, Value: value = "" }: Parameter): Section {
  const text = withoutByteOrderMark(value);
  const values = parseJsonObject(text);
  if (values === undefined) {
    throw new ConfigurationError(
      `The value of parameter ${name} must be a JSON object. Write it as one, such as {"key": "value"}.`,
    );
  }
  rejectFaults(name, jsonFaults(text, values));
  return new Section({ name: name.slice(name.lastIndexOf("/") + 1), secret: type === "SecureString", values });
}

/** What was written is served, or nothing: never another value. */
function rejectFaults(name: string, { inexactNumbers, repeatedKeys }: JsonFaults): void {
  if (inexactNumbers.length > 0) {
    throw new ConfigurationError(
      `The value of parameter ${name} has a number that would change when it is read: ${inexactNumbers.join(", ")}. ` +
        "A number must fit a 64-bit floating-point number without a change of its value. Write it as text, in quotes.",
    );
  }
  if (repeatedKeys.length > 0) {
    throw new ConfigurationError(
      `The value of parameter ${name} has a key more than once: ${repeatedKeys.join(", ")}. ` +
        "A key must be in its JSON object once, since only the last one would be read. Remove the others.",
    );
  }
}
