import type { Application } from "../../naming.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { declarationProblems, declaredSections } from "./declaredApp.ts";
import type { DeclaredApp } from "./declaredApp.ts";
import { nameLengthProblems, settingsProblems } from "./functionPlans.ts";
import type { ConfiguredFunctions } from "./functionPlans.ts";
import { placementProblems, unusedSections } from "./sectionPlacement.ts";

/** The valid keys of a stack's config that functions depend on. */
export interface FunctionConfig extends Partial<Application> {
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly secrets?: Readonly<Record<string, unknown>> | undefined;
  readonly functions?: ConfiguredFunctions | undefined;
}

/** Returns what is wrong with the functions and sections of `app/`, by themselves and in a stack. */
export function functionProblems(app: DeclaredApp, config: FunctionConfig): ConfigProblem[] {
  const { environment, appName, parameters, secrets, functions = {} } = config;
  return [
    ...declarationProblems(app),
    ...settingsProblems(app, functions),
    ...(environment === undefined || appName === undefined ? [] : nameLengthProblems(app, { environment, appName })),
    ...(parameters === undefined || secrets === undefined
      ? []
      : placementProblems(declaredSections(app), {
          parameters: Object.keys(parameters),
          secrets: Object.keys(secrets),
        })),
  ];
}

/** Returns warnings about sections that only one of the two has, the config or a function. */
export const unusedSectionWarnings = (app: DeclaredApp, { parameters = {}, secrets = {} }: FunctionConfig): string[] =>
  unusedSections(
    declaredSections(app),
    { parameters: Object.keys(parameters), secrets: Object.keys(secrets) },
    Object.values(app.functions).map(({ reads }) => reads),
  );
