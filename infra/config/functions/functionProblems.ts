import type { Application } from "../../naming.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import { declarationProblems } from "./declarationProblems.ts";
import type { DeclaredApp } from "./declaredApp.ts";
import { nameLengthProblems } from "./functionNames.ts";
import type { ConfiguredFunctions } from "./functionPlans.ts";
import { settingsProblems } from "./settingsProblems.ts";
import type { StackConfigInfo } from "./settingsProblems.ts";

/** The valid keys of a stack's config that functions depend on. */
export interface FunctionConfig extends Partial<Application> {
  readonly functions?: ConfiguredFunctions | undefined;
}

/** Returns the problems of the functions of `app/`, by themselves and in a stack. */
export function functionProblems(app: DeclaredApp, config: FunctionConfig, stack: StackConfigInfo): ConfigProblem[] {
  const { environment, appName, functions = {} } = config;
  const names = Object.keys(app.functions);
  return [
    ...declarationProblems(app),
    ...settingsProblems(app, functions, stack),
    ...(environment === undefined || appName === undefined ? [] : nameLengthProblems(names, { environment, appName })),
  ];
}
