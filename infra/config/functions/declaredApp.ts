import { existsSync } from "node:fs";
import * as path from "node:path";
import { buildSync } from "esbuild";
import { isSection } from "../../../app/runtime/configuration/section.ts";
import type { Section } from "../../../app/runtime/configuration/section.ts";
import type { FunctionDeclaration } from "../../../app/runtime/defineHandler.ts";
import { isSectionName } from "../problems/sectionName.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

/** What `app/` declares: the same for all stacks. */
export interface DeclaredApp {
  /** The project's folder, which contains `app/`. */
  readonly root: string;
  /** `functions` of `app/functions.ts`. */
  readonly functions: Readonly<Record<string, FunctionDeclaration>>;
  /** The exports of `app/sections.ts`. Those that are not sections are ignored. */
  readonly sections: Readonly<Record<string, unknown>>;
}

/** The names of files in `app/` that are not functions, and of the function that the stack adds. */
const RESERVED_NAMES = ["sections", "functions", "runtime", "recycler"];

/** Returns the sections that `app/sections.ts` declares, by name. */
export const declaredSections = ({ sections }: Pick<DeclaredApp, "sections">): Readonly<Record<string, Section>> =>
  Object.fromEntries(Object.entries(sections).filter((entry): entry is [string, Section] => isSection(entry[1])));

/** Returns what is wrong in `app/sections.ts` and `app/functions.ts`, whatever the stack. */
export function declarationProblems(app: DeclaredApp): ConfigProblem[] {
  const sections = Object.keys(declaredSections(app));
  return [
    ...sections.flatMap(sectionProblems),
    ...Object.entries(app.functions).flatMap(([name, { reads }]) => [
      ...nameProblems(name, Object.keys(app.functions)),
      ...(isFunctionName(name) ? fileProblems(app.root, name) : []),
      ...readsProblems(name, reads, sections),
    ]),
  ];
}

const inFunctions = (name: string, rule: string, edit: string): ConfigProblem => ({
  key: `app/functions.ts: ${name}`,
  rule,
  fix: { byHand: edit },
});

function sectionProblems(name: string): ConfigProblem[] {
  const problem = (rule: string): ConfigProblem[] => [
    {
      key: `app/sections.ts: ${name}`,
      rule,
      fix: { byHand: "rename the export, and its section in the stack config" },
    },
  ];
  if (name === "undeclared")
    return problem("must have another name: `undeclared` is where a function finds other parameters");
  return isSectionName(name) ? [] : problem("must have a name of letters, digits, '.', '-' and '_'");
}

const isFunctionName = (name: string): boolean => /^[a-z][A-Za-z0-9]*$/.test(name) && !RESERVED_NAMES.includes(name);

function nameProblems(name: string, all: readonly string[]): ConfigProblem[] {
  if (RESERVED_NAMES.includes(name)) {
    return [inFunctions(name, "must have another name: this one is reserved", "rename the function and its file")];
  }
  if (!isFunctionName(name)) {
    const rule = "must have a name of letters and digits, a lowercase letter first";
    return [inFunctions(name, rule, "rename the function and its file")];
  }
  const other = all.slice(0, all.indexOf(name)).find((one) => one.toLowerCase() === name.toLowerCase());
  if (other === undefined) return [];
  const rule = `must differ from ${other} in more than upper and lower case (their files collide on some systems)`;
  return [inFunctions(name, rule, "rename one of the two functions and its file")];
}

function fileProblems(root: string, name: string): ConfigProblem[] {
  const file = `app/${name}.ts`;
  const example = `export const handler = defineHandler("${name}", (event, { configuration }) => …)`;
  if (!existsSync(path.join(root, file))) {
    return [inFunctions(name, `must be in ${file}, which does not exist`, `create the file with \`${example}\``)];
  }
  const exported = exportsOf(path.join(root, file));
  if (typeof exported === "string") {
    return [inFunctions(name, `must be in ${file}, which is not valid TypeScript: ${exported}`, `correct ${file}`)];
  }
  if (exported.includes("handler")) return [];
  return [inFunctions(name, `must be exported as \`handler\` by ${file}`, `add \`${example}\` to the file`)];
}

/** Returns the names that a file exports, without running it; or the first error in it. */
function exportsOf(file: string): readonly string[] | string {
  try {
    const { metafile } = buildSync({
      entryPoints: [file],
      format: "esm",
      write: false,
      metafile: true,
      logLevel: "silent",
      outdir: path.dirname(file),
    });
    return Object.values(metafile.outputs).flatMap((output) => output.exports);
  } catch (error) {
    const [first] = (error as { errors?: { text: string; location: { line: number } | null }[] }).errors ?? [];
    return first === undefined ? String(error) : `${first.text} (line ${first.location?.line ?? 0})`;
  }
}

function readsProblems(name: string, reads: unknown, sections: readonly string[]): ConfigProblem[] {
  if (reads === "all") return [];
  const known = sections.length > 0 ? sections.join(", ") : "none";
  if (!Array.isArray(reads)) {
    const rule = 'must have `reads`: "all" or a list of sections';
    return [inFunctions(name, rule, `set \`reads\` to "all" or to a list of: ${known}`)];
  }
  return reads.flatMap((section: unknown, index) => {
    const shown = JSON.stringify(section);
    if (typeof section !== "string" || !sections.includes(section)) {
      const rule = `must not read ${shown}, which app/sections.ts does not declare (declared: ${known})`;
      return [inFunctions(name, rule, `remove ${shown} from \`reads\`, or export it from app/sections.ts`)];
    }
    if (reads.indexOf(section) === index) return [];
    return [inFunctions(name, `must not read ${shown} more than once`, `remove ${shown} from \`reads\` once`)];
  });
}
