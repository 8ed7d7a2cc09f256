import { randomUUID } from "node:crypto";
import type { JsonObject, JsonValue } from "../../../app/runtime/configuration/json.ts";
import type { JsonPath } from "../../../app/runtime/configuration/jsonPath.ts";
import type { Section } from "../../../app/runtime/configuration/section.ts";
import { validateSection } from "../../../app/runtime/configuration/validateSection.ts";
import { isAccepted, TEXT_EXAMPLES, withValue } from "../../../infra/config/schemas/acceptedValues.ts";
import type { Place } from "../../../infra/config/schemas/acceptedValues.ts";
import { requiredKeys } from "../../../infra/config/schemas/requiredKeys.ts";

/** A secret section, with the values that a local run gives it. */
export interface LocalSecret {
  readonly section: string;
  readonly values: JsonObject;
}

/** The start of values that are random, so that a search finds them only where the secret is. */
const RANDOM_PREFIX = "local-";

const randomValue = (): string => `${RANDOM_PREFIX}${randomUUID()}`;

/** A section has fewer values than this. */
const MAX_ROUNDS = 100;

/**
 * Returns values for all secret sections: random ones, or others where a schema requires them. If a schema accepts none of
 * the values that are tried, the preview reports it.
 *
 * @param stored the paths of the secrets in the stack file, such as `["appSecrets", "secretKey"]`
 */
export async function localSecrets(
  declared: Readonly<Record<string, Section>>,
  stored: readonly JsonPath[],
): Promise<LocalSecret[]> {
  const secrets = Object.keys(declared).filter((name) => declared[name]?.kind === "secret");
  const names = new Set([...stored.map(([name]) => String(name)), ...secrets]);
  return Promise.all(
    [...names].map(async (section) => {
      const paths = stored.filter(([name]) => name === section).map(([, ...path]) => path);
      return { section, values: await valuesOf(declared[section], paths) };
    }),
  );
}

async function valuesOf(declared: Section | undefined, stored: readonly JsonPath[]): Promise<JsonObject> {
  const schema = declared?.schema;
  const paths = schema === undefined && stored.length === 0 ? [["secretKey"]] : stored;
  let section = paths.reduce<JsonObject>((values, path) => withValue(values, path, randomValue()), {});
  for (let round = 0; schema !== undefined && round < MAX_ROUNDS; round++) {
    const [mismatch] = (await validateSection(schema, section)).mismatches ?? [];
    const [key] = mismatch === undefined ? [] : await requiredKeys({ schema, section, path: mismatch.path });
    const value = key === undefined ? undefined : await acceptedText({ schema, section, path: key.path });
    if (key === undefined || value === undefined) return section;
    section = withValue(section, key.path, value);
  }
  return section;
}

async function acceptedText(place: Place): Promise<string | undefined> {
  for (const text of [randomValue(), ...TEXT_EXAMPLES]) if (await isAccepted(place, text)) return text;
  return undefined;
}

/** Returns each value of a section, with its path. */
export function secretLeaves({ section, values }: LocalSecret): { readonly path: JsonPath; readonly value: string }[] {
  const leavesIn = (value: JsonValue, path: JsonPath): { readonly path: JsonPath; readonly value: string }[] => {
    if (typeof value !== "object" || value === null) return [{ path, value: String(value) }];
    const isList = Array.isArray(value);
    return Object.entries(value).flatMap(([key, inner]: [string, JsonValue]) =>
      leavesIn(inner, [...path, isList ? Number(key) : key]),
    );
  };
  return leavesIn(values, [section]);
}

/** Returns the random values by section. */
export const randomSecrets = (secrets: readonly LocalSecret[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    secrets.map((secret) => [
      secret.section,
      secretLeaves(secret)
        .map(({ value }) => value)
        .filter((value) => value.startsWith(RANDOM_PREFIX)),
    ]),
  );
