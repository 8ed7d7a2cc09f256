import type { z } from "zod";
import { canSetAsText, removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath, isExpressible } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import { RENAME_KEY } from "../problems/fixFor.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";
import { problemInApp } from "./declaredApp.ts";
import type { DeclaredApp } from "./declaredApp.ts";
import { configuredFor, mergeSettings } from "./functionPlans.ts";
import type { ConfiguredFunctions } from "./functionPlans.ts";
import { environment, functionSettings } from "./functionSettings.ts";

/** The details of problems in the stack config. */
export interface StackConfigInfo {
  /** The stack file, for problems that no command can fix. */
  readonly fileName: string;
  /** Whether a value of `functions` may be secret, so that none is printed. */
  readonly quiet: boolean;
}

/** Returns the problems of the functions' settings, in `app/functions.ts` and in the stack config. */
export function settingsProblems(
  app: DeclaredApp,
  configured: ConfiguredFunctions,
  stack: StackConfigInfo,
): ConfigProblem[] {
  return [
    ...Object.entries(app.functions).flatMap(([name, declaration]) => [
      ...declaredProblems(name, declaration),
      ...mergedProblems(name, declaration, configuredFor(configured, name)),
    ]),
    ...Object.entries(configured).flatMap(([name, settings]) =>
      Object.hasOwn(app.functions, name)
        ? configuredProblems(name, settings, stack)
        : [unknownFunction(name, Object.keys(app.functions))],
    ),
  ];
}

const declaredProblems = (name: string, declaration: unknown): ConfigProblem[] =>
  issuesOf(withoutReads(declaration)).map(({ path, message, value }) =>
    problemInApp(
      "functions.ts",
      configPath([name, ...path]),
      message,
      "correct it in app/functions.ts",
      shown(path, value),
    ),
  );

const withoutReads = (declaration: unknown): unknown =>
  typeof declaration === "object" && declaration !== null && "reads" in declaration
    ? Object.fromEntries(Object.entries(declaration).filter(([key]) => key !== "reads"))
    : declaration;

function configuredProblems(name: string, settings: unknown, { fileName, quiet }: StackConfigInfo): ConfigProblem[] {
  // From the end: a removal from a list moves later entries.
  return issuesOf(settings)
    .toReversed()
    .map((issue): ConfigProblem => {
      const path: ConfigPath = ["functions", name, ...issue.path];
      const given = quiet ? undefined : shown(issue.path, issue.value);
      return {
        key: configPath(path),
        rule: issue.message,
        ...(given === undefined ? {} : { given }),
        fix: isExpressible(path) ? fixOf(path, issue, fileName) : RENAME_KEY,
      };
    });
}

function unknownFunction(name: string, known: readonly string[]): ConfigProblem {
  const path: ConfigPath = ["functions", name];
  const rule = `must be a function of app/functions.ts (functions: ${known.join(", ") || "none"})`;
  return { key: configPath(path), rule, fix: isExpressible(path) ? removeCommand(path) : RENAME_KEY };
}

/** Returns the problem of environment variables that are valid in both places, but too large together. */
function mergedProblems(name: string, declaration: unknown, settings: unknown): ConfigProblem[] {
  const declared = functionSettings.safeParse(withoutReads(declaration));
  const configured = functionSettings.safeParse(settings);
  if (!declared.success || !configured.success) return [];
  const { error } = environment.safeParse(mergeSettings(declared.data, configured.data).environment ?? {});
  const path = ["functions", name, "environment"];
  return (error?.issues ?? []).map(({ message }) => ({
    key: configPath(path),
    rule: `${message} together with that of app/functions.ts`,
    fix: removeCommand(path),
  }));
}

interface SettingIssue {
  readonly path: ConfigPath;
  readonly message: string;
  readonly value: unknown;
  /** Whether the same value is valid as text. */
  readonly wantsText: boolean;
}

function issuesOf(settings: unknown): SettingIssue[] {
  const { error } = functionSettings.safeParse(settings);
  return (error?.issues ?? []).flatMap(splitIssue).map((issue) => ({
    ...issue,
    value: issue.path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), settings),
  }));
}

const isObject = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === "object" && value !== null;

/** Returns one issue for each unknown key, so that each has its own fix. */
function splitIssue(issue: z.core.$ZodIssue): Omit<SettingIssue, "value">[] {
  const path = issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
  if (issue.code !== "unrecognized_keys") {
    return [
      { path, message: issue.message, wantsText: issue.code === "custom" && issue.params?.["wantsText"] === true },
    ];
  }
  return issue.keys.map((key) => ({ path: [...path, key], message: unknownKeyRule(path, key), wantsText: false }));
}

function unknownKeyRule(path: ConfigPath, key: string): string {
  if (path.length > 0) return "is not a known key. Known keys: actions, resources";
  if (key === "reads") return "must be in app/functions.ts only: it is the same for all stacks";
  return `is not a known setting. Known settings: ${Object.keys(functionSettings.shape).join(", ")}`;
}

/** Returns the text of a value; undefined for objects, and for variables, which may be secret by mistake. */
function shown([setting]: ConfigPath, value: unknown): string | undefined {
  const isScalar = ["string", "number", "boolean"].includes(typeof value) || value === null;
  return setting !== "environment" && isScalar ? String(value) : undefined;
}

/** A valid value of each setting, for the command that fixes it. */
const EXAMPLES: Readonly<Record<string, string>> = {
  memorySize: "256",
  timeoutSeconds: "5",
  reservedConcurrency: "10",
  architecture: "arm64",
  ephemeralStorageMb: "512",
  loadDuringInit: "false",
  actions: "sqs:SendMessage",
  resources: "arn:aws:sqs:eu-west-1:111122223333:queue",
};

/** Returns the commands that fix the value at a path of the stack config. They overwrite no other value. */
function fixOf(path: ConfigPath, { value, wantsText }: SettingIssue, fileName: string): Fix {
  const [, , setting = "", , member = "", ...inner] = path;
  if (setting === "permissions" && Object.hasOwn(EXAMPLES, member)) {
    const example = { value: EXAMPLES[member] ?? "" };
    if (inner.length > 0) return setCommand(path, example);
    const setFirst = setCommand([...path, 0], example);
    return value === undefined || Array.isArray(value) ? setFirst : [removeCommand(path), setFirst];
  }
  if (wantsText && (typeof value === "number" || typeof value === "boolean")) {
    const text = String(value);
    return canSetAsText(path, text)
      ? setCommand(path, { value: text, asText: true })
      : { byHand: `put quotes around ${text} in ${fileName}` };
  }
  const example = path.length === 3 ? EXAMPLES[setting] : undefined;
  return example === undefined ? removeCommand(path) : setCommand(path, { value: example });
}
