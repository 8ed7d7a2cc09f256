import * as pulumi from "@pulumi/pulumi";
import type { Application } from "../naming.ts";
import { serializeSection } from "../storedSection.ts";
import { configSchema } from "./configSchema.ts";
import type { ConfigKey, ConfigValues } from "./configSchema.ts";
import { checkCrossFieldRules } from "./crossFieldRules.ts";
import { declaredSections, unmanagedSections } from "./functions/declaredApp.ts";
import type { DeclaredApp } from "./functions/declaredApp.ts";
import { functionPlans } from "./functions/functionPlans.ts";
import type { FunctionPlan } from "./functions/functionPlans.ts";
import { functionProblems } from "./functions/functionProblems.ts";
import { policySizeProblems } from "./functions/policySizes.ts";
import { placementProblems, unusedSectionWarnings } from "./functions/sectionPlacement.ts";
import { checkPrincipals } from "./principals/checkPrincipals.ts";
import type { Principals } from "./principals/checkPrincipals.ts";
import { configPath } from "./problems/configPath.ts";
import type { ConfigPath } from "./problems/configPath.ts";
import { fixFor } from "./problems/fixFor.ts";
import { parseReceivedValue } from "./problems/receivedValue.ts";
import type { Sections } from "./problems/sectionName.ts";
import { isByHand, StackConfigError } from "./problems/stackConfigError.ts";
import type { ConfigProblem, Fix } from "./problems/stackConfigError.ts";
import { schemaProblems } from "./schemas/schemaProblems.ts";
import { withConfigFileOption } from "./stackFile/configFileOption.ts";
import { configSizeWarning } from "./stackFile/configSizeWarning.ts";
import { readConfigSources } from "./stackFile/configSources.ts";
import { awsSettingProblems, unknownKeys } from "./unsupportedKeys.ts";
import { valueProblems } from "./valueProblems.ts";
import { loadWarnings } from "./warnings.ts";

/** The validated config of a stack. */
export interface StackConfig
  extends
    Omit<ConfigValues, "adminUser" | "appName" | "environment" | "functions" | "keyAdministrators" | "secrets">,
    Principals {
  readonly application: Application;
  readonly functions: readonly FunctionPlan[];
  /** Name to JSON text. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
  /** The names of secrets that are written elsewhere. */
  readonly unmanaged: readonly string[];
}

/** The text of every key. */
type ConfigTexts = Partial<Record<ConfigKey, string>>;

const KEYS = Object.keys(configSchema.shape) as ConfigKey[];

/**
 * Reads and validates the stack's config, together with what `app/` declares. Nothing else reads it.
 *
 * @throws StackConfigError with all problems together, before any resource is registered
 */
export async function readStackConfig(app: DeclaredApp): Promise<StackConfig> {
  const texts = configTexts();
  const sources = readConfigSources();
  const isSecret = (key: string) => sources.isSecret(fullKey(key));
  const toProblem = (path: ConfigPath, rule: string, fix: Fix = fixFor(path, sectionsOf(texts))): ConfigProblem => {
    const key = String(path[0]);
    // Sections may hold what should be secret. Their rules name the type of a value instead.
    const redact = ["parameters", "secrets"].includes(key) || isSecret(key);
    const given = redact ? undefined : (texts[key as ConfigKey] ?? "nothing");
    return { key: configPath(path), rule, ...(given === undefined ? {} : { given }), fix };
  };

  const parsed = configSchema.safeParse(texts);
  const issues = parsed.success ? [] : parsed.error.issues;
  const valid = parsed.success ? parsed.data : validKeys(texts);
  const given = Object.keys(sources.texts);
  const declared = declaredSections(app);
  const mismatches = await schemaProblems(declared, sectionsOf(texts), {
    hasSecretParameters: isSecret("parameters"),
    fileName: sources.file.name,
  });
  const placement = placementProblems(
    declared,
    sectionsOf(texts),
    mismatches.map(({ key }) => key),
  );
  const changed = valueProblems(
    sources,
    placement.map(({ key }) => key),
  );
  const problems: ConfigProblem[] = [
    ...issues.map(({ path, message }) => toProblem(path.map(toSegment), message)),
    ...functionProblems(app, valid, { fileName: sources.file.name, quiet: isSecret("functions") }),
    ...placement,
    ...withoutReported(mismatches, changed),
    ...checkCrossFieldRules(valid).map(({ path, rule, fix }) => toProblem(path, rule, fix)),
    ...unknownKeys({ given, known: KEYS, project: pulumi.getProject() }),
    ...changed,
    ...awsSettingProblems(awsSetting, given),
  ];
  const failure = () => new StackConfigError(pulumi.getStack(), withConfigFileOption(problems, sources.file));
  const principals = await checkPrincipals(valid, { isSecret, awsSetting, problems }).catch((error: unknown) => {
    // Problems that are visible without AWS are reported instead of its error.
    throw problems.length > 0 ? failure() : error;
  });
  if (!parsed.success || principals === undefined || problems.length > 0) throw failure();
  const functions = functionPlans(app, parsed.data.functions, parsed.data);

  const { environment, appName, secrets, ...rest } = parsed.data;
  const application = { environment, appName };
  problems.push(...policySizeProblems(functions, { ...rest, ...principals, application }));
  if (problems.length > 0) throw failure();

  const unmanaged = unmanagedSections(declared);
  const sections = [...Object.keys(rest.parameters), ...Object.keys(secrets), ...unmanaged];
  const reads = functions.map((plan) => plan.reads);
  const warnings = [
    ...loadWarnings(functions, sections.length),
    ...unusedSectionWarnings(declared, sections, reads),
    configSizeWarning(sources.texts, pulumi.getProject()),
  ];
  for (const warning of warnings) if (warning !== undefined) void pulumi.log.warn(warning);
  return {
    ...rest,
    ...principals,
    application,
    functions,
    unmanaged,
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, pulumi.secret(serializeSection(value))]),
    ),
  };
}

const fullKey = (key: string): string => `${pulumi.getProject()}:${key}`;

const awsSetting = (setting: string): string | undefined => pulumi.runtime.getConfig(`aws:${setting}`);

/** Returns the text of every key. A key with an empty text counts as missing. */
function configTexts(): ConfigTexts {
  const given = KEYS.map((key) => [key, pulumi.runtime.getConfig(fullKey(key)) ?? ""] as const);
  return { environment: pulumi.getStack(), ...Object.fromEntries(given.filter(([, text]) => text !== "")) };
}

/** Returns the valid keys of an invalid config. */
function validKeys(texts: ConfigTexts): Partial<ConfigValues> {
  return Object.fromEntries(
    KEYS.flatMap((key) => {
      const result = configSchema.shape[key].safeParse(texts[key]);
      return result.success ? [[key, result.data]] : [];
    }),
  );
}

/** Leaves out values that are set again by the fix of another problem, unless the schema must change. */
const withoutReported = (mismatches: readonly ConfigProblem[], others: readonly ConfigProblem[]): ConfigProblem[] =>
  mismatches.filter(({ key, fix }) => isByHand(fix) || !others.some((other) => other.key === key));

/** Converts a key to a segment of a path. List indexes stay numbers. */
const toSegment = (key: PropertyKey): string | number => (typeof key === "number" ? key : String(key));

const sectionsOf = ({ parameters = "", secrets = "" }: ConfigTexts): Sections => ({
  parameters: parseReceivedValue(parameters),
  secrets: parseReceivedValue(secrets),
});
