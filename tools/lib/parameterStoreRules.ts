import type { PutParameterCommandInput } from "@aws-sdk/client-ssm";

// Rules of Parameter Store that the emulator does not enforce. The fakes and the local provider do.

/** The maximum value sizes of an advanced and a standard parameter, in bytes. */
const MAX_BYTES = 8192;
const MAX_STANDARD_BYTES = 4096;

/** The most parameters on a page, and names in a GetParameters call. Not the runtime's own number, which it checks. */
export const PARAMETERS_PER_CALL = 10;

/** An error in terms of AWS's JSON protocol. */
export interface Rejection {
  readonly name: string;
  readonly message: string;
}

/**
 * Returns why AWS rejects a PutParameter request; undefined if it accepts it.
 *
 * @param existingType the type of the existing parameter, if known
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function checkPut(put: Partial<PutParameterCommandInput>, existingType?: string): Rejection | undefined {
  const { Value = "", Type, Tier, Overwrite = false, Tags = [] } = put;
  const invalid = (message: string) => ({ name: "ValidationException", message });
  if (Value === "") return invalid("Value at 'value' failed to satisfy constraint: length greater than or equal to 1");
  if (Value.includes("{{"))
    return invalid("Parameter value can't nest another parameter. Do not use {{}} in the value.");
  const maximum = Tier === "Advanced" || Tier === "Intelligent-Tiering" ? MAX_BYTES : MAX_STANDARD_BYTES;
  if (Buffer.byteLength(Value) > maximum) return invalid(`The value is longer than ${maximum} bytes.`);
  if (Overwrite && Tags.length > 0) {
    return invalid("Invalid request: tags and overwrite can't be used together.");
  }
  if (Overwrite && existingType !== undefined && Type !== undefined && Type !== existingType) {
    const message = `The parameter type can't be changed from ${existingType} to ${Type}.`;
    return { name: "HierarchyTypeMismatchException", message };
  }
  return undefined;
}

/** A GetParametersByPath request. */
interface PathRequest {
  readonly Path?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/**
 * Returns why Parameter Store rejects a GetParametersByPath request; undefined if it accepts it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export function checkPathRequest({ Path = "", MaxResults = 1, NextToken }: PathRequest): string | undefined {
  if (!/^\/[\w.-]+(\/[\w.-]+)*$/.test(Path) || Path.length > 2048) return "The path must start with / and name a level";
  if (/^\/(aws|ssm)/i.test(Path)) return "The path must not start with aws or ssm";
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > PARAMETERS_PER_CALL) {
    return `MaxResults must be from 1 to ${PARAMETERS_PER_CALL}`;
  }
  return NextToken === "" ? "NextToken must not be empty" : undefined;
}

/**
 * Returns why Parameter Store rejects a GetParameters request; undefined if it accepts it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function checkNamesRequest({
  Names = [],
}: {
  readonly Names?: readonly string[] | undefined;
}): string | undefined {
  if (Names.length < 1 || Names.length > PARAMETERS_PER_CALL) {
    return `Names must have 1 to ${PARAMETERS_PER_CALL} names (got ${Names.length})`;
  }
  if (new Set(Names).size < Names.length) return "Names must have each name once";
  return Names.every((name) => NAME.test(name)) ? undefined : "A name must be a whole path";
}

const NAME = /^(\/[\w.-]+){1,15}$/;

interface StorableParameter {
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
}

/** Throws for a parameter that PutParameter would reject, so that no test relies on it. */
export function assertStorable({ Name, Type, Value }: StorableParameter): void {
  const reject = (reason: string) => {
    throw new Error(`Parameter Store cannot store ${Name}: ${reason}`);
  };
  if (!NAME.test(Name)) reject("its name is invalid");
  if (Type !== "String" && Type !== "SecureString" && Type !== "StringList") reject(`its type is ${Type}`);
  if (Value === "") reject("its value is empty");
  if (Value.includes("{{")) reject("its value contains double braces");
  if (Buffer.byteLength(Value) > MAX_BYTES) reject(`its value is longer than ${MAX_BYTES} bytes`);
}

/** Throws for a page that Parameter Store would not send. */
export function assertPage({ Parameters = [] }: { readonly Parameters?: readonly unknown[] }): void {
  if (Parameters.length <= PARAMETERS_PER_CALL) return;
  throw new Error(
    `Parameter Store sends at most ${PARAMETERS_PER_CALL} parameters per page (got ${Parameters.length})`,
  );
}
