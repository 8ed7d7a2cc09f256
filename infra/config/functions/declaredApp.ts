import { isSection } from "../../../app/runtime/configuration/section.ts";
import type { Section } from "../../../app/runtime/configuration/section.ts";
import type { FunctionDeclaration } from "../../../app/runtime/defineHandler.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

/** The declarations of `app/`, which are the same for all stacks. */
export interface DeclaredApp {
  /** The project's folder, which contains `app/`. */
  readonly root: string;
  /** `functions` of `app/functions.ts`. */
  readonly functions: Readonly<Record<string, FunctionDeclaration>>;
  /** The exports of `app/sections.ts`. Those that are not sections are ignored. */
  readonly sections: Readonly<Record<string, unknown>>;
}

/** Returns the sections that `app/sections.ts` declares, by name. */
export const declaredSections = ({ sections }: Pick<DeclaredApp, "sections">): Readonly<Record<string, Section>> =>
  Object.fromEntries(Object.entries(sections).filter((entry): entry is [string, Section] => isSection(entry[1])));

/** Returns the names of the secrets that are written elsewhere. */
export const unmanagedSections = (declared: Readonly<Record<string, Section>>): string[] =>
  Object.keys(declared).filter((name) => declared[name]?.managed === false);

/** Returns a problem in a file of `app/`, which only an edit fixes. */
export const problemInApp = (
  file: string,
  what: string,
  rule: string,
  edit: string,
  given?: string,
): ConfigProblem => ({
  key: `app/${file}: ${what}`,
  rule,
  ...(given === undefined ? {} : { given }),
  fix: { byHand: edit },
});
