import * as z from "zod";
import { maskSecrets, UnmaskableError } from "../../../app/runtime/configuration/maskSecrets.ts";
import type { Section } from "../../../app/runtime/configuration/section.ts";
import { validateSection } from "../../../app/runtime/configuration/validateSection.ts";
import type { Mismatch } from "../../../app/runtime/configuration/validateSection.ts";
import { MAPS_OF_KIND } from "../functions/sectionPlacement.ts";
import { configPath } from "../problems/configPath.ts";
import { isReceivedMap, membersOf, toJsonObject } from "../problems/receivedValue.ts";
import type { ReceivedValue } from "../problems/receivedValue.ts";
import type { Sections } from "../problems/sectionName.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import type { Place } from "./acceptedValues.ts";
import { requiredKeys } from "./requiredKeys.ts";
import { fixMissing, fixRejected, pathIn } from "./schemaFix.ts";
import type { ConfigSection } from "./schemaFix.ts";

// Without a language, the messages of zod/mini are all "Invalid input". Functions have none, because it is in their bundles.
z.config(z.locales.en());

/** The source of the sections. */
export interface SectionSource {
  /** Whether `parameters` has a value that was set with --secret. */
  readonly hasSecretParameters: boolean;
  /** The stack file. */
  readonly fileName: string;
}

/**
 * Returns the values of declared sections that do not match the schemas in `app/sections.ts`, and the keys that are missing.
 * Messages of validators may quote a value, so those about secrets are left out.
 *
 * @param sections the two maps, valid or not
 */
export async function schemaProblems(
  declared: Readonly<Record<string, Section>>,
  sections: Sections,
  { hasSecretParameters, fileName }: SectionSource,
): Promise<ConfigProblem[]> {
  const found = Object.entries(declared).map(([name, section]) => {
    const map = MAPS_OF_KIND[section.kind].wanted;
    const showsValues = map === "parameters" && !hasSecretParameters;
    return sectionProblems(section, sections, { map, name, showsValues, fileName });
  });
  const undeclared = membersOf(sections.secrets).flatMap(([name, value]) => {
    if (Object.hasOwn(declared, name) || !isReceivedMap(value)) return [];
    return maskingProblems(toJsonObject(value), { map: "secrets", name: String(name), showsValues: false, fileName });
  });
  return [...(await Promise.all(found)).flat(), ...undeclared];
}

/** Returns the problems of a section, in the map of its kind or in the other one. */
async function sectionProblems(
  { schema, kind, managed }: Section,
  sections: Sections,
  config: ConfigSection,
): Promise<ConfigProblem[]> {
  const { wanted, other } = MAPS_OF_KIND[kind];
  // A map or a section that is not a map is a problem of its own.
  if (!isReceivedMap(sections[wanted]) || managed === false) return [];
  const received = memberOf(sections[wanted], config.name);
  if (received === undefined) {
    if (schema === undefined) return [];
    const misplaced = memberOf(sections[other], config.name);
    const section = isReceivedMap(misplaced) ? toJsonObject(misplaced) : {};
    const { mismatches = [] } = await validateSection(schema, section);
    // The fix of a misplaced section sets each of its values again, so that only the missing ones remain.
    return mismatchProblems(
      { schema, section },
      mismatches.filter(({ isMissing }) => isMissing),
      config,
    );
  }
  if (!isReceivedMap(received)) return [];
  const section = toJsonObject(received);
  if (schema === undefined) return kind === "secret" ? maskingProblems(section, config) : [];
  const validated = await validateSection(schema, section);
  if (validated.mismatches !== undefined) return mismatchProblems({ schema, section }, validated.mismatches, config);
  return kind === "secret" ? maskingProblems(validated.values, config) : [];
}

const memberOf = (map: ReceivedValue | undefined, name: string): ReceivedValue | undefined =>
  isReceivedMap(map) && Object.hasOwn(map, name) ? map[name] : undefined;

async function mismatchProblems(
  source: Pick<Place, "schema" | "section">,
  mismatches: readonly Mismatch[],
  config: ConfigSection,
): Promise<ConfigProblem[]> {
  const found = mismatches.map((mismatch) => {
    const place = { ...source, path: mismatch.path };
    return mismatch.isMissing ? missingProblems(place, config) : rejectedProblem(place, mismatch, config);
  });
  return (await Promise.all(found)).flat();
}

async function missingProblems(place: Place, config: ConfigSection): Promise<ConfigProblem[]> {
  const rule = "is missing: app/sections.ts requires it";
  const { vendor } = place.schema["~standard"];
  const keys = await requiredKeys(place);
  return keys.map((key) => ({ key: keyOf(key, config), rule, fix: fixMissing(key, vendor, config) }));
}

async function rejectedProblem(place: Place, mismatch: Mismatch, config: ConfigSection): Promise<ConfigProblem> {
  const rule = "does not match app/sections.ts";
  const message = mismatch.message
    .trim()
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
  return {
    key: keyOf(place, config),
    rule: config.showsValues && message !== "" ? `${rule}: ${message}` : rule,
    fix: await fixRejected(place, mismatch, config),
  };
}

const keyOf = (place: Pick<Place, "path">, config: ConfigSection): string => configPath(pathIn(config, place));

/** Returns the problem of a secret that the function could not mask. */
function maskingProblems(values: unknown, config: ConfigSection): ConfigProblem[] {
  try {
    maskSecrets(values);
    return [];
  } catch (error) {
    if (!(error instanceof UnmaskableError)) throw error;
    return [{ key: configPath([config.map, config.name]), rule: error.rule, fix: { byHand: error.fix } }];
  }
}
