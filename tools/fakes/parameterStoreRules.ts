import { PARAMETERS_PER_PAGE } from "../../infra/config/parameterPages.ts";

/** The input of GetParametersByPath. */
export interface PathRequest {
  readonly Path?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The input of GetParameters. */
export interface NamesRequest {
  readonly Names?: readonly string[] | undefined;
}

interface Storable {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
}

const STORABLE_NAME = /^(\/[\w.-]+){1,15}$/;
const MAX_VALUE_BYTES = 8192;
const NAMES_PER_CALL = 10;

/**
 * Returns why Parameter Store rejects a GetParametersByPath request, where the emulator is not as strict.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export function whyRejected({ Path = "", MaxResults = 1, NextToken }: PathRequest): string | undefined {
  if (!/^\/[\w.-]+(\/[\w.-]+)*$/.test(Path) || Path.length > 2048) return "The path must begin with / and name a level";
  if (/^\/(aws|ssm)/i.test(Path)) return "The path must not begin with aws or ssm";
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > PARAMETERS_PER_PAGE) {
    return `MaxResults must be from 1 to ${PARAMETERS_PER_PAGE}`;
  }
  return NextToken === "" ? "NextToken must not be empty" : undefined;
}

/**
 * Returns why Parameter Store rejects a GetParameters request.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function whyNamesRejected({ Names = [] }: NamesRequest): string | undefined {
  if (Names.length < 1 || Names.length > NAMES_PER_CALL) {
    return `Names must have 1 to ${NAMES_PER_CALL} names (got ${Names.length})`;
  }
  if (new Set(Names).size < Names.length) return "Names must have each name once";
  return Names.every((name) => STORABLE_NAME.test(name)) ? undefined : "A name must be a whole path";
}

/** Fails for a parameter that PutParameter would have rejected, so that no test relies on it. */
export function assertStorable({ Name, Type, Value }: Storable): void {
  const reject = (why: string) => {
    throw new Error(`Parameter Store does not store ${Name}: ${why}`);
  };
  if (!STORABLE_NAME.test(Name)) reject("its name");
  if (Type !== "String" && Type !== "SecureString" && Type !== "StringList") reject(`its type ${Type}`);
  if (Value === "") reject("its value is empty");
  if (Value.includes("{{")) reject("its value has double braces");
  if (Buffer.byteLength(Value) > MAX_VALUE_BYTES) reject(`its value has more than ${MAX_VALUE_BYTES} bytes`);
}

/** Fails for a page that Parameter Store would not send. */
export function assertPage({ Parameters = [] }: { readonly Parameters?: readonly unknown[] }): void {
  if (Parameters.length <= PARAMETERS_PER_PAGE) return;
  throw new Error(`Parameter Store sends no page of ${Parameters.length} parameters`);
}
