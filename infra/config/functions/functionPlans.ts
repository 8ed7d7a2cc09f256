import type { z } from "zod";
import { functionName, MAX_FUNCTION_NAME_LENGTH } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import { removeCommand, setCommand } from "../problems/configCommand.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import { configPath } from "../problems/configPath.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";
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

/** What is the same for all functions of a stack, unless a function has its own. */
export interface StackSettings extends Application {
  readonly memorySize: number;
  readonly timeoutSeconds: number;
}

/** Settings by function: the stack config's key `functions`. */
export type ConfiguredFunctions = Readonly<Record<string, unknown>>;

/** Returns what is wrong with the functions' settings, in `app/functions.ts` and in the stack config. */
export function settingsProblems(app: DeclaredApp, configured: ConfiguredFunctions): ConfigProblem[] {
  return [
    ...Object.entries(app.functions).flatMap(([name, { reads: _reads, ...settings }]) =>
      issuesOf(settings).map(({ path, message }): ConfigProblem => {
        const setting = configPath([name, ...path]);
        return {
          key: `app/functions.ts: ${setting}`,
          rule: message,
          fix: { byHand: "correct it in app/functions.ts" },
        };
      }),
    ),
    ...Object.entries(configured).flatMap(([name, settings]): ConfigProblem[] => {
      const key: ConfigPath = ["functions", name];
      if (!Object.hasOwn(app.functions, name)) {
        const rule = `is not a function of app/functions.ts (functions: ${Object.keys(app.functions).join(", ")})`;
        return [{ key: configPath(key), rule, fix: removeCommand(key) }];
      }
      return issuesOf(settings).map(({ path, message }) => {
        const whole: ConfigPath = [...key, ...path];
        return { key: configPath(whole), rule: message, fix: fixOf(whole, settings) };
      });
    }),
  ];
}

interface SettingIssue {
  readonly path: ConfigPath;
  readonly message: string;
}

function issuesOf(settings: unknown): SettingIssue[] {
  const { error } = functionSettings.safeParse(settings);
  return (error?.issues ?? []).flatMap((issue) => toSettingIssues(issue));
}

function toSettingIssues(issue: z.core.$ZodIssue): SettingIssue[] {
  const path = issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
  // One problem for each unknown setting, so that each has its own fix.
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...path, key],
    message:
      key === "reads"
        ? "must be in app/functions.ts only: it is the same for all stacks"
        : "is not a setting of a function",
  }));
}

const EXAMPLES: Readonly<Record<string, string>> = {
  memorySize: "256",
  timeoutSeconds: "5",
  reservedConcurrency: "10",
  architecture: "arm64",
  ephemeralStorageMb: "512",
};

/** The command that sets a setting right; one that has no example is removed. */
function fixOf(path: ConfigPath, settings: unknown): Fix {
  const [, , setting = ""] = path;
  const value = EXAMPLES[setting];
  if (path.length === 3 && value !== undefined) return setCommand(path, { value });
  return removeCommand(typeof settings === "object" ? path : path.slice(0, 2));
}

/** Returns the functions whose names AWS would not accept. */
export function nameLengthProblems(app: DeclaredApp, application: Application): ConfigProblem[] {
  return Object.keys(app.functions).flatMap((name): ConfigProblem[] => {
    const physicalName = functionName(application, name);
    if (physicalName.length <= MAX_FUNCTION_NAME_LENGTH) return [];
    return [
      {
        key: `app/functions.ts: ${name}`,
        rule:
          `must have a shorter name: ${physicalName} has ${physicalName.length} characters, and the name of a function ` +
          `may have ${MAX_FUNCTION_NAME_LENGTH}`,
        fix: { byHand: "rename the function and its file, or set a shorter `appName`" },
      },
    ];
  });
}

/**
 * Returns the functions of a stack. A setting comes from `functions.<name>` of the stack config, then from
 * `app/functions.ts`, then from the stack config's key for all functions.
 */
export function functionPlans(
  app: DeclaredApp,
  configured: ConfiguredFunctions,
  { memorySize, timeoutSeconds, ...application }: StackSettings,
): FunctionPlan[] {
  const declared = declaredSections(app);
  return Object.entries(app.functions).map(([name, { reads, ...settings }]) => {
    const sections = reads === "all" ? Object.keys(declared) : reads;
    const merged = { ...functionSettings.parse(settings), ...functionSettings.parse(configured[name] ?? {}) };
    return {
      ...merged,
      memorySize: merged.memorySize ?? memorySize,
      timeoutSeconds: merged.timeoutSeconds ?? timeoutSeconds,
      name,
      functionName: functionName(application, name),
      reads,
      sections,
      secrets: reads === "all" ? reads : sections.filter((section) => declared[section]?.kind === "secret"),
    };
  });
}
