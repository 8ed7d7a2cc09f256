import type { JsonValue } from "../../../app/runtime/configuration/json.ts";
import type { JsonPath } from "../../../app/runtime/configuration/jsonPath.ts";
import { tryScalars, tryValue, withValue } from "./acceptedValues.ts";
import type { AcceptedScalars, Place } from "./acceptedValues.ts";

/** A value to set, so that a section matches its schema. */
export interface RequiredKey {
  readonly path: JsonPath;
  /** The scalars that the schema accepts there, or an empty object. Undefined if it accepted nothing that was tried. */
  readonly accepts: AcceptedScalars | "empty object" | undefined;
}

/** Deeper values are found when those around them exist. */
const MAX_DEPTH = 8;

/**
 * Finds the values to set at a place that is missing: itself, or those that the schema requires in an object or a list there.
 */
export async function requiredKeys(place: Place, depth = 0): Promise<readonly RequiredKey[]> {
  const { path } = place;
  const scalars = await tryScalars(place);
  if (scalars.text || scalars.integer || scalars.fraction || scalars.flag) return [{ path, accepts: scalars }];
  const inObject = depth < MAX_DEPTH ? await valuesInside(place, {}) : undefined;
  if (inObject?.length === 0) return [{ path, accepts: "empty object" }];
  if (inObject !== undefined) {
    const section = withValue(place.section, path, {});
    const inside = inObject.map((inner) => requiredKeys({ ...place, section, path: inner }, depth + 1));
    return (await Promise.all(inside)).flat();
  }
  if (depth < MAX_DEPTH && (await valuesInside(place, ["text"])) !== undefined) {
    const section = withValue(place.section, path, []);
    return requiredKeys({ ...place, section, path: [...path, 0] }, depth + 1);
  }
  return [{ path, accepts: undefined }];
}

/** Returns the paths inside an object or a list that a schema rejects; undefined if it rejects the object or list itself. */
async function valuesInside(place: Place, value: JsonValue): Promise<readonly JsonPath[] | undefined> {
  const paths = (await tryValue(place, value)).map(({ path }) => path);
  return paths.every(({ length }) => length > place.path.length) ? paths : undefined;
}
