import { isSectionName } from "../problems/sectionName.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { declaredSections, problemInApp } from "./declaredApp.ts";
import type { DeclaredApp } from "./declaredApp.ts";
import { functionFileProblems } from "./functionFiles.ts";
import { isFunctionName, functionNameProblems } from "./functionNames.ts";

/** Returns the problems in `app/` that do not depend on the stack. */
export function declarationProblems(app: DeclaredApp): ConfigProblem[] {
  const sections = Object.keys(declaredSections(app));
  const names = Object.keys(app.functions);
  return [
    ...sections.flatMap(sectionNameProblems),
    ...functionNameProblems(names),
    ...functionFileProblems(app.root, names.filter(isFunctionName)),
    ...Object.entries(app.functions).flatMap(([name, declaration]) => readsProblems(name, declaration, sections)),
  ];
}

function sectionNameProblems(name: string): ConfigProblem[] {
  const problem = (rule: string) => [
    problemInApp("sections.ts", name, rule, "rename the export, and the section in the stack config"),
  ];
  if (name === "undeclared") {
    return problem("must have another name: functions find parameters that are not declared in `undeclared`");
  }
  return isSectionName(name) ? [] : problem("must have a name of only letters, digits, '.', '-' and '_'");
}

function readsProblems(name: string, declaration: unknown, sections: readonly string[]): ConfigProblem[] {
  const known = sections.length > 0 ? sections.join(", ") : "none";
  const { reads } = (declaration ?? {}) as { readonly reads?: unknown };
  const problem = (rule: string, edit: string) => problemInApp("functions.ts", `${name}.reads`, rule, edit);
  if (reads === "all") return [];
  if (!Array.isArray(reads)) {
    return [problem('must be "all" or a list of sections', `set it to "all" or to a list of: ${known}`)];
  }
  return reads.flatMap((section: unknown, index) => {
    const shown = JSON.stringify(section);
    if (typeof section !== "string" || !sections.includes(section)) {
      const rule = `must not list ${shown}, which app/sections.ts does not declare (declared: ${known})`;
      return [problem(rule, `remove ${shown} from \`reads\`, or export it from app/sections.ts`)];
    }
    if (reads.indexOf(section) === index) return [];
    return [problem(`must list ${shown} only once`, `remove one ${shown} from \`reads\``)];
  });
}
