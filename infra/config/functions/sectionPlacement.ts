import type { Section } from "../../../app/runtime/configuration/section.ts";
import { removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath, isAtOrInside, isExpressible } from "../problems/configPath.ts";
import { RENAME_KEY, valuePaths } from "../problems/fixFor.ts";
import { isReceivedMap } from "../problems/receivedValue.ts";
import type { ReceivedValue } from "../problems/receivedValue.ts";
import type { Sections } from "../problems/sectionName.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";

/** The keys of the config that contain sections. */
type MapName = keyof Sections;

/** The map of each kind of section, and the other one. */
export const MAPS_OF_KIND = {
  plain: { wanted: "parameters", other: "secrets" },
  secret: { wanted: "secrets", other: "parameters" },
} as const;

/**
 * Returns the problems of sections that are missing, in the wrong map or in both.
 *
 * @param declared the sections of `app/sections.ts`
 * @param sections the two maps, valid or not
 * @param reported the keys of problems that are known. A section is not reported as missing if its keys are
 */
export function placementProblems(
  declared: Readonly<Record<string, Section>>,
  sections: Sections,
  reported: readonly string[] = [],
): ConfigProblem[] {
  const declaredProblems = Object.entries(declared).flatMap(([name, { kind, managed }]): ConfigProblem[] => {
    if (managed === false) return unmanagedProblems(name, sections);
    const { wanted, other } = MAPS_OF_KIND[kind];
    // A map that is not a map is a problem of its own.
    if (!isReceivedMap(sections[wanted]) || hasSection(sections[wanted], name)) return [];
    const rule = `app/sections.ts declares it with ${kind}()`;
    const key = configPath([wanted, name]);
    if (!hasSection(sections[other], name)) {
      if (reported.some((one) => isAtOrInside(one, key))) return [];
      const fix = setCommand([wanted, name, EXAMPLE_KEY[wanted]], { secret: wanted === "secrets" });
      return [{ key, rule: `is missing: ${rule}`, fix }];
    }
    const fix = moveSection(name, other, wanted, sections[other]);
    return [{ key: configPath([other, name]), rule: `must be in \`${wanted}\`: ${rule}`, fix }];
  });
  return [...declaredProblems, ...duplicateProblems(declared, sections)];
}

/** Returns the problems of a section that is in the config although it is written elsewhere. */
const unmanagedProblems = (name: string, sections: Sections): ConfigProblem[] =>
  (["parameters", "secrets"] as const)
    .filter((map) => hasSection(sections[map], name))
    .map((map) => ({
      key: configPath([map, name]),
      rule: "must not be in the stack config: app/sections.ts declares it with managed: false, so it is written elsewhere",
      fix: isExpressible([map, name]) ? removeCommand([map, name]) : RENAME_KEY,
    }));

const EXAMPLE_KEY = { parameters: "url", secrets: "secretKey" } as const;

const hasSection = (map: ReceivedValue | undefined, name: string): boolean =>
  isReceivedMap(map) && Object.hasOwn(map, name);

/** Returns the commands that remove a section, and prompt for each of its values in the other map. */
function moveSection(name: string, from: MapName, to: MapName, map: ReceivedValue | undefined): Fix {
  const values = valuePaths(isReceivedMap(map) ? map[name] : undefined);
  const paths = (values.length > 0 ? values : [[EXAMPLE_KEY[to]]]).map((path) => [to, name, ...path]);
  if (!paths.every(isExpressible)) return RENAME_KEY;
  return [removeCommand([from, name]), ...paths.map((path) => setCommand(path, { secret: to === "secrets" }))];
}

function duplicateProblems(
  declared: Readonly<Record<string, Section>>,
  { parameters, secrets }: Sections,
): ConfigProblem[] {
  return Object.keys(isReceivedMap(parameters) ? parameters : {})
    .filter((name) => hasSection(secrets, name) && !isUnmanaged(declared, name))
    .map((name) => {
      const isPlain = Object.hasOwn(declared, name) && declared[name]?.kind === "plain";
      // If nothing declares it, the plain one is easier to restore: the secret may be stored nowhere else.
      const path = [isPlain ? "secrets" : "parameters", name];
      const rule = "must not be in both `parameters` and `secrets`";
      return { key: configPath(path), rule, fix: isExpressible(path) ? removeCommand(path) : RENAME_KEY };
    });
}

const isUnmanaged = (declared: Readonly<Record<string, Section>>, name: string): boolean =>
  Object.hasOwn(declared, name) && declared[name]?.managed === false;

/** Returns warnings about sections that only the config has, and about those that no function reads. */
export function unusedSectionWarnings(
  declared: Readonly<Record<string, Section>>,
  configured: readonly string[],
  reads: readonly ("all" | readonly string[])[],
): string[] {
  const all = reads.includes("all");
  const undeclared = configured.filter((name) => !Object.hasOwn(declared, name));
  const unread = Object.keys(declared).filter((name) => !all && !reads.some((list) => list.includes(name)));
  const found = all
    ? 'Only functions that read "all" receive them, in `configuration.undeclared`.'
    : "No function reads them.";
  return [
    ...(undeclared.length === 0
      ? []
      : [`The stack config has sections that are not in app/sections.ts: ${undeclared.join(", ")}. ${found}`]),
    ...(unread.length === 0
      ? []
      : [
          `No function reads these sections: ${unread.join(", ")}. Add them to \`reads\` in app/functions.ts, or remove ` +
            "them from app/sections.ts and the stack config.",
        ]),
  ];
}
