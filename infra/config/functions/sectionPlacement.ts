import type { Section } from "../../../app/runtime/configuration/section.ts";
import { removeCommand, setCommand } from "../problems/configCommand.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

/** The sections of a stack's config: the names in each map. */
export interface ConfiguredSections {
  readonly parameters: readonly string[];
  readonly secrets: readonly string[];
}

/** Returns the declared sections that a stack's config does not have, or has in the wrong map. */
export function placementProblems(
  declared: Readonly<Record<string, Section>>,
  { parameters, secrets }: ConfiguredSections,
): ConfigProblem[] {
  return Object.entries(declared).flatMap(([name, { kind }]): ConfigProblem[] => {
    const secret = kind === "secret";
    const [wanted, other] = secret ? (["secrets", "parameters"] as const) : (["parameters", "secrets"] as const);
    const set = setCommand([wanted, name, secret ? "secretKey" : "url"], { secret });
    const inWanted = (secret ? secrets : parameters).includes(name);
    const inOther = (secret ? parameters : secrets).includes(name);
    // Both is a problem of its own.
    if (inWanted) return [];
    const declaration = `app/sections.ts declares it with ${kind}()`;
    if (!inOther) return [{ key: `${wanted}.${name}`, rule: `is missing: ${declaration}`, fix: set }];
    return [
      {
        key: `${other}.${name}`,
        rule: `must be in \`${wanted}\`: ${declaration}`,
        fix: [removeCommand([other, name]), set],
      },
    ];
  });
}

/** Returns warnings about sections that only the config has, and about those that no function reads. */
export function unusedSections(
  declared: Readonly<Record<string, Section>>,
  { parameters, secrets }: ConfiguredSections,
  reads: readonly ("all" | readonly string[])[],
): string[] {
  const all = reads.includes("all");
  const undeclared = [...parameters, ...secrets].filter((name) => !Object.hasOwn(declared, name));
  const unread = Object.keys(declared).filter((name) => !all && !reads.some((list) => list.includes(name)));
  return [
    ...undeclared.map(
      (name) =>
        `The section ${name} is in the stack config, but app/sections.ts does not declare it: ` +
        (all ? 'only functions with `reads: "all"` find it, as `configuration.undeclared`.' : "no function reads it."),
    ),
    ...unread.map(
      (name) => `No function reads the section ${name}: list it in \`reads\` in app/functions.ts, or remove it.`,
    ),
  ];
}
