import type { JsonValue } from "../../../app/runtime/configuration/json.ts";
import type { Mismatch } from "../../../app/runtime/configuration/validateSection.ts";
import { canSetAsText, removeCommand, setCommand } from "../problems/configCommand.ts";
import type { SetOptions } from "../problems/configCommand.ts";
import { isExpressible } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import { RENAME_KEY } from "../problems/fixFor.ts";
import { isByHand } from "../problems/stackConfigError.ts";
import type { Fix } from "../problems/stackConfigError.ts";
import { isAccepted, valueAt } from "./acceptedValues.ts";
import type { AcceptedScalars, Place, Scalar } from "./acceptedValues.ts";
import { requiredKeys } from "./requiredKeys.ts";
import type { RequiredKey } from "./requiredKeys.ts";
import { textConversionEdit } from "./textConversions.ts";
import { isUnexpected } from "./unexpectedKey.ts";

/** A section of the stack config. */
export interface ConfigSection {
  readonly map: "parameters" | "secrets";
  readonly name: string;
  /** Whether a message or a command may contain a value. */
  readonly showsValues: boolean;
  /** The stack file. */
  readonly fileName: string;
}

/** Returns the path of a place in the stack config. */
export const pathIn = ({ map, name }: ConfigSection, { path }: Pick<Place, "path">): ConfigPath => [map, name, ...path];

/** Returns the command that sets a missing value, or the edit if no command can. */
export function fixMissing({ path: inSection, accepts }: RequiredKey, vendor: string, config: ConfigSection): Fix {
  const path = pathIn(config, { path: inSection });
  if (accepts === "empty object") {
    return { byHand: `put \`${String(path.at(-1))}: {}\` into ${path.slice(0, -1).join(".")} in ${config.fileName}` };
  }
  if (!isExpressible(path)) return RENAME_KEY;
  const command = setCommand(path, setOptions(path, accepts, config));
  const { text = true, notAsText } = accepts ?? {};
  if (config.map === "parameters" || text || notAsText === undefined) return command;
  return { byHand: `${textConversionEdit(vendor, notAsText)}. Then run \`${command}\`` };
}

/** Returns the commands that fix a value that the schema rejects, or an edit. */
export async function fixRejected(place: Place, mismatch: Mismatch, config: ConfigSection): Promise<Fix> {
  const path = pathIn(config, place);
  if (place.path.length === 0) return fixWhole(place, config);
  if (!isExpressible(path)) return RENAME_KEY;
  const value = valueAt(place);
  const other = config.showsValues ? otherForm(value) : undefined;
  if (other !== undefined && (await isAccepted(place, other))) {
    const text = String(other);
    if (typeof other === "string" && canSetAsText(path, text)) return setCommand(path, { value: text, asText: true });
    if (typeof other !== "string") {
      return replaceText(path, [setCommand(path, { value: text, asNumber: typeof other === "number" })], config);
    }
  }
  if (await isUnexpected(place, mismatch)) return removeCommand(path);
  const keys = await requiredKeys(place);
  const fixes = keys.map((key) => fixMissing(key, place.schema["~standard"].vendor, config));
  const [first] = fixes;
  const edit = fixes.find(isByHand);
  if (edit !== undefined || first === undefined) return edit ?? RENAME_KEY;
  const isScalar = keys.every((key) => key.path.length === place.path.length);
  const staysText = config.map === "secrets" || typeof value !== "string" || keys.every(acceptsText);
  if (isScalar && staysText) return first;
  return replaceText(
    path,
    fixes.filter((fix) => typeof fix === "string"),
    config,
  );
}

/**
 * Returns the commands that set a number, a flag or an object in the place of a text. Pulumi keeps the quotes of a text in the
 * stack file, so the text is removed first. In a list, this would move the next values.
 */
function replaceText(path: ConfigPath, commands: readonly string[], { fileName }: ConfigSection): Fix {
  if (typeof path.at(-1) === "string") return [removeCommand(path), ...commands];
  return { byHand: `change it in ${fileName}, where a text has quotes, and a number does not` };
}

/** Returns whether the value of a key is set as text. */
const acceptsText = ({ accepts }: RequiredKey): boolean =>
  accepts === undefined || (accepts !== "empty object" && accepts.text);

/** A command for each value is readable up to this number of values. */
const FEW_VALUES = 4;

/** Returns the commands of which one fixes a section whose values do not match together. */
function fixWhole({ section }: Place, config: ConfigSection): Fix {
  const paths = Object.entries(section)
    .filter(([, value]) => typeof value !== "object")
    .map(([key]) => pathIn(config, { path: [key] }));
  const commands = paths.filter(isExpressible).map((path) => setCommand(path, { secret: config.map === "secrets" }));
  if (commands.length > 0 && commands.length <= FEW_VALUES) return { oneOf: commands };
  return { byHand: "change the values that the schema compares, or the schema in app/sections.ts" };
}

/** Returns the options that store a value as the type that the schema accepts. */
function setOptions(path: ConfigPath, scalars: AcceptedScalars | undefined, { map }: ConfigSection): SetOptions {
  if (map === "secrets") return { secret: true };
  const { integer = false, fraction = false, flag = false } = scalars ?? {};
  if (fraction) return { asNumber: true };
  return integer || flag || !canSetAsText(path) ? {} : { asText: true };
}

/** Returns the number or the flag in a text, and the text of a number or a flag. */
function otherForm(value: JsonValue | undefined): Scalar | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || !/^(-?(0|[1-9]\d*)(\.\d+)?|true|false)$/.test(value)) return undefined;
  return JSON.parse(value) as number | boolean;
}
