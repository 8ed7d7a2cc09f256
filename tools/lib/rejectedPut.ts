import type { PutParameterCommandInput } from "@aws-sdk/client-ssm";

/** What an advanced parameter holds, and any other one, in bytes. */
const MAX_BYTES = 8192;
const MAX_STANDARD_BYTES = 4096;

/** An error as AWS's JSON protocol names it. */
export interface Rejection {
  readonly name: string;
  readonly message: string;
}

type Put = Partial<PutParameterCommandInput>;

/**
 * Why AWS rejects a PutParameter call that the emulator accepts.
 *
 * @param existingType the type of the parameter that is there under the name, if it is known
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function rejectedPut(put: Put, existingType?: string): Rejection | undefined {
  const { Value = "", Type, Tier, Overwrite = false, Tags = [] } = put;
  const invalid = (message: string) => ({ name: "ValidationException", message });
  if (Value === "") return invalid("Value at 'value' failed to satisfy constraint: length greater than or equal to 1");
  if (Value.includes("{{"))
    return invalid("Parameter value can't nest another parameter. Do not use {{}} in the value.");
  const most = Tier === "Advanced" || Tier === "Intelligent-Tiering" ? MAX_BYTES : MAX_STANDARD_BYTES;
  if (Buffer.byteLength(Value) > most) return invalid(`The value is longer than ${most} bytes.`);
  if (Overwrite && Tags.length > 0) {
    return invalid("Invalid request: tags and overwrite can't be used together.");
  }
  if (Overwrite && existingType !== undefined && Type !== undefined && Type !== existingType) {
    const message = `The parameter type can't be changed from ${existingType} to ${Type}.`;
    return { name: "HierarchyTypeMismatchException", message };
  }
  return undefined;
}
