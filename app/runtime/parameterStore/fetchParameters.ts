import { GetParametersByPathCommand, GetParametersCommand } from "@aws-sdk/client-ssm";
import type { GetParametersByPathCommandOutput, GetParametersCommandOutput, Parameter } from "@aws-sdk/client-ssm";
import { ConfigurationError } from "../configuration/configurationError.ts";
import { toConfigurationError } from "./errors.ts";
import type { NamedParameters } from "./errors.ts";

/** The part of an SSM client that loads use. */
export interface ParameterStoreClient {
  send(
    command: GetParametersByPathCommand,
    options?: RequestOptions,
  ): Promise<Pick<GetParametersByPathCommandOutput, "Parameters" | "NextToken">>;
  send(
    command: GetParametersCommand,
    options?: RequestOptions,
  ): Promise<Pick<GetParametersCommandOutput, "Parameters" | "InvalidParameters">>;
}

/** The options of one request. */
export interface RequestOptions {
  /** Ends the request and its retries. */
  readonly abortSignal?: AbortSignal;
}

/**
 * The most parameters that one GetParametersByPath call returns, and the most names that one GetParameters call accepts.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export const PARAMETERS_PER_CALL = 10;

/**
 * Fetches all parameters directly under a path, decrypted, page after page.
 *
 * @throws ConfigurationError if Parameter Store or KMS fails or denies a call, or if there is no parameter
 */
export async function fetchByPath(client: ParameterStoreClient, path: string): Promise<Parameter[]> {
  const what = `the parameters under ${path}`;
  const input = { Path: path, WithDecryption: true, Recursive: false };
  const parameters: Parameter[] = [];
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  // A page may be short or empty and still carry a token: only a page without one is the last.
  do {
    const command = new GetParametersByPathCommand(nextToken ? { ...input, NextToken: nextToken } : input);
    const page = await client.send(command).catch((error: unknown) => {
      throw toConfigurationError({ path }, error);
    });
    // An empty page has an empty list; a response without a list must not pass for the last page.
    if (!page.Parameters && !page.NextToken) throw invalidResponse(what, "a response has no list of parameters");
    parameters.push(...(page.Parameters ?? []));
    nextToken = page.NextToken;
    if (nextToken && tokens.has(nextToken)) throw invalidResponse(what, "pagination returned to a page already read");
    if (nextToken) tokens.add(nextToken);
  } while (nextToken);
  if (parameters.length > 0) return parameters;
  throw new ConfigurationError(
    `There is no parameter under ${path}. ` +
      `Fix: check ENV and APP_CONFIG_PATH, which make up the path, or add a parameter ${path}/<section>.`,
  );
}

/**
 * Fetches parameters by their names, decrypted, in parallel calls. The first failure aborts the other calls, and all of
 * them have ended before it is thrown. Makes no call for an empty list.
 *
 * @throws ConfigurationError if Parameter Store or KMS fails or denies a call, or if a parameter is missing
 */
export async function fetchByNames(client: ParameterStoreClient, wanted: NamedParameters): Promise<Parameter[]> {
  const firstFailure = new AbortController();
  const batches: string[][] = [];
  for (let start = 0; start < wanted.sections.length; start += PARAMETERS_PER_CALL) {
    batches.push(wanted.sections.slice(start, start + PARAMETERS_PER_CALL));
  }
  const calls = batches.map((sections) => {
    const secrets = wanted.secrets.filter((secret) => sections.includes(secret));
    return fetchBatch(client, { path: wanted.path, sections, secrets }, firstFailure.signal);
  });
  try {
    return (await Promise.all(calls)).flat();
  } catch (error) {
    firstFailure.abort();
    await Promise.allSettled(calls);
    throw error;
  }
}

async function fetchBatch(
  client: ParameterStoreClient,
  batch: NamedParameters,
  abortSignal: AbortSignal,
): Promise<Parameter[]> {
  const { path, sections } = batch;
  const names = sections.map((section) => `${path}/${section}`);
  const command = new GetParametersCommand({ Names: names, WithDecryption: true });
  const { Parameters = [], InvalidParameters = [] } = await client
    .send(command, { abortSignal })
    .catch((error: unknown) => {
      throw toConfigurationError(batch, error);
    });
  if (InvalidParameters.length > 0) throw missingParameters(InvalidParameters);
  const found = new Set(Parameters.map(({ Name }) => Name));
  const lost = names.filter((name) => !found.has(name));
  if (lost.length > 0) {
    throw invalidResponse(`the parameters ${names.join(", ")}`, `a response does not mention ${lost.join(", ")}`);
  }
  return Parameters;
}

const missingParameters = (names: readonly string[]): ConfigurationError =>
  new ConfigurationError(
    `Parameter Store has no parameter ${names.join(" and no ")}, which the function's \`reads\` in app/functions.ts lists. ` +
      "Fix: add the section to the stack config and run `pulumi up`, or create the parameter.",
  );

const invalidResponse = (what: string, fault: string): ConfigurationError =>
  new ConfigurationError(
    `Cannot load ${what}: ${fault}. ` +
      "Fix: check any endpoint or proxy between the function and Parameter Store, and invoke again.",
  );
