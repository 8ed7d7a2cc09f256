import type { JsonObject, JsonValue } from "../../../app/runtime/configuration/json.ts";
import { validateSection } from "../../../app/runtime/configuration/validateSection.ts";
import type { Mismatch } from "../../../app/runtime/configuration/validateSection.ts";
import type { Place } from "./acceptedValues.ts";

/** A key that no schema has. */
const UNKNOWN_KEY = "keyThatNoSchemaHas";

/** Returns whether the schema rejects any value of this key: it rejects an unknown key for the same reason. */
export async function isUnexpected({ schema, section, path }: Place, { message }: Mismatch): Promise<boolean> {
  const key = path.at(-1);
  if (typeof key !== "string") return false;
  const { mismatches = [] } = await validateSection(schema, renameKey(section, path));
  return mismatches.some(
    (mismatch) => mismatch.path.at(-1) === UNKNOWN_KEY && mismatch.message.replaceAll(UNKNOWN_KEY, key) === message,
  );
}

/** Returns a section in which the key at the end of the path has another name, in the same position. */
function renameKey(section: JsonObject, [key = "", ...rest]: Place["path"]): JsonObject {
  const renamed = Object.entries(section).map(([name, value]): [string, JsonValue] => {
    if (name !== String(key)) return [name, value];
    return rest.length === 0 ? [UNKNOWN_KEY, value] : [name, renameKey(value as JsonObject, rest)];
  });
  return Array.isArray(section)
    ? (renamed.map(([, value]) => value) as unknown as JsonObject)
    : Object.fromEntries(renamed);
}
