import { functionName } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import { declaredSections } from "./declaredApp.ts";
import type { DeclaredApp } from "./declaredApp.ts";
import { functionSettings } from "./functionSettings.ts";
import type { FunctionSettings } from "./functionSettings.ts";

/** A function as it is deployed to one stack. */
export interface FunctionPlan extends FunctionSettings {
  /** The name in `app/functions.ts`. */
  readonly name: string;
  /** The full name: `parameterStoreBlog-dev_viewer`. */
  readonly functionName: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly reads: "all" | readonly string[];
  /** The declared sections that it reads. */
  readonly sections: readonly string[];
  /** Those of them that are secrets; `"all"` includes secrets that were created manually. */
  readonly secrets: "all" | readonly string[];
}

/** The settings of all functions of a stack that have none of their own. */
export interface StackSettings extends Application {
  readonly memorySize: number;
  readonly timeoutSeconds: number;
}

/** Settings by function: the stack config's key `functions`. */
export type ConfiguredFunctions = Readonly<Record<string, unknown>>;

/**
 * Returns the functions of a stack. A setting comes from `functions.<name>` of the stack config, then from
 * `app/functions.ts`, then from the stack config's key for all functions. All settings must be valid.
 */
export function functionPlans(
  app: DeclaredApp,
  configured: ConfiguredFunctions,
  { memorySize, timeoutSeconds, environment, appName }: StackSettings,
): FunctionPlan[] {
  const declared = declaredSections(app);
  return Object.entries(app.functions).map(([name, { reads, ...settings }]) => {
    const sections = reads === "all" ? Object.keys(declared) : reads;
    const own = mergeSettings(
      functionSettings.parse(settings),
      functionSettings.parse(configuredFor(configured, name)),
    );
    return {
      ...own,
      memorySize: own.memorySize ?? memorySize,
      timeoutSeconds: own.timeoutSeconds ?? timeoutSeconds,
      name,
      functionName: functionName({ environment, appName }, name),
      reads,
      sections,
      secrets: reads === "all" ? reads : sections.filter((section) => declared[section]?.kind === "secret"),
    };
  });
}

/** Returns the settings of a function in the stack config. Ignores properties of the prototype, such as `constructor`. */
export const configuredFor = (configured: ConfiguredFunctions, name: string): unknown =>
  Object.hasOwn(configured, name) ? configured[name] : {};

/** Merges the settings of a function. Each environment variable is a setting of its own. */
export function mergeSettings(declared: FunctionSettings, configured: FunctionSettings): FunctionSettings {
  const environment = { ...declared.environment, ...configured.environment };
  return { ...declared, ...configured, ...(Object.keys(environment).length > 0 ? { environment } : {}) };
}
