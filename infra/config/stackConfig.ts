import * as pulumi from "@pulumi/pulumi";
import type { Application } from "../naming.ts";
import { serializeSection } from "../storedSection.ts";
import { configSchema } from "./configSchema.ts";
import type { ConfigKey, ConfigValues } from "./configSchema.ts";
import { checkCrossFieldRules } from "./crossFieldRules.ts";
import { checkPrincipals } from "./principals/checkPrincipals.ts";
import type { Principals } from "./principals/checkPrincipals.ts";
import { configPath } from "./problems/configPath.ts";
import type { ConfigPath } from "./problems/configPath.ts";
import { fixFor } from "./problems/fixFor.ts";
import { parseReceivedValue } from "./problems/receivedValue.ts";
import type { Sections } from "./problems/sectionName.ts";
import { StackConfigError } from "./problems/stackConfigError.ts";
import type { ConfigProblem, Fix } from "./problems/stackConfigError.ts";
import { withConfigFileOption } from "./stackFile/configFileOption.ts";
import { configSizeWarning } from "./stackFile/configSizeWarning.ts";
import { readConfigSources } from "./stackFile/configSources.ts";
import { awsSettingProblems, unknownKeys } from "./unsupportedKeys.ts";
import { valueProblems } from "./valueProblems.ts";
import { NO_PARAMETERS_WARNING, burstWarning, manyParametersWarning } from "./warnings.ts";

/** The validated config of a stack. */
export interface StackConfig
  extends Omit<ConfigValues, "adminUser" | "appName" | "environment" | "keyAdministrators" | "secrets">, Principals {
  readonly application: Application;
  /** Name to JSON text. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** The text of every key. */
type ConfigTexts = Partial<Record<ConfigKey, string>>;

const KEYS = Object.keys(configSchema.shape) as ConfigKey[];

/**
 * Reads and validates the stack's config. Nothing else reads it.
 *
 * @throws StackConfigError with all problems together, before any resource is registered
 */
export async function readStackConfig(): Promise<StackConfig> {
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
  const problems: ConfigProblem[] = [
    ...issues.map(({ path, message }) => toProblem(path.map(toSegment), message)),
    ...checkCrossFieldRules(valid).map(({ path, rule, fix }) => toProblem(path, rule, fix)),
    ...unknownKeys({ given, known: KEYS, project: pulumi.getProject() }),
    ...valueProblems(sources),
    ...awsSettingProblems(awsSetting, given),
  ];
  const failure = () => new StackConfigError(pulumi.getStack(), withConfigFileOption(problems, sources.file));
  const principals = await checkPrincipals(valid, { isSecret, awsSetting, problems }).catch((error: unknown) => {
    // Problems that are visible without AWS are reported instead of its error.
    throw problems.length > 0 ? failure() : error;
  });
  if (!parsed.success || principals === undefined || problems.length > 0) throw failure();

  const { environment, appName, secrets, ...rest } = parsed.data;
  const count = Object.keys(secrets).length + Object.keys(rest.parameters).length;
  const sizeWarning = configSizeWarning(sources.texts, pulumi.getProject());
  const warnings =
    count === 0
      ? [NO_PARAMETERS_WARNING]
      : [manyParametersWarning(count), burstWarning(count, rest.timeoutSeconds), sizeWarning];
  for (const warning of warnings) if (warning !== undefined) void pulumi.log.warn(warning);
  return {
    ...rest,
    ...principals,
    application: { environment, appName },
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

/** Converts a key to a segment of a path. List indexes stay numbers. */
const toSegment = (key: PropertyKey): string | number => (typeof key === "number" ? key : String(key));

const sectionsOf = ({ parameters = "", secrets = "" }: ConfigTexts): Sections => ({
  parameters: parseReceivedValue(parameters),
  secrets: parseReceivedValue(secrets),
});
