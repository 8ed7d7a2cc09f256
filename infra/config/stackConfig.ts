import * as pulumi from "@pulumi/pulumi";
import { lookUpAwsAccount } from "../aws/awsAccount.ts";
import type { AwsAccount } from "../aws/awsAccount.ts";
import { ruleOfSetting, settingsNotFollowed } from "../aws/awsSettings.ts";
import type { Application } from "../naming.ts";
import type { KeyPrincipal } from "../policies/keyPolicy.ts";
import { serializeSection } from "../storedSection.ts";
import { burstWarning } from "./burstWarning.ts";
import { ConfigError } from "./configError.ts";
import type { ConfigProblem, Fix } from "./configError.ts";
import { configPath } from "./configPath.ts";
import type { ConfigPath } from "./configPath.ts";
import { configSchema } from "./configSchema.ts";
import type { ConfigKey, ConfigValues } from "./configSchema.ts";
import { fixFor } from "./fixFor.ts";
import type { Sections } from "./fixFor.ts";
import { manyParametersWarning } from "./manyParametersWarning.ts";
import { findAdministrator } from "./principals/administrator.ts";
import type { Administrator } from "./principals/administrator.ts";
import { deployerProblems } from "./principals/deployer.ts";
import { findKeyAdministrators, malformedAdministrators } from "./principals/keyAdministrators.ts";
import { principalProblems } from "./principals/principalProblems.ts";
import { lookUpSecretWriter } from "./principals/secretWriter.ts";
import { rulesBetweenKeys } from "./rulesBetweenKeys.ts";
import { parseArrivedValue } from "./stackFile/arrivedValue.ts";
import { configSizeWarning } from "./stackFile/configSizeWarning.ts";
import { readConfigSources } from "./stackFile/configSources.ts";
import { inConfigFile } from "./stackFile/inConfigFile.ts";
import { valueProblems } from "./stackFile/valueProblems.ts";
import { unknownKeys } from "./unknownKeys.ts";

/** A stack's config, checked whole. */
export interface StackConfig extends Omit<
  ConfigValues,
  "adminUser" | "appName" | "environment" | "keyAdministrators" | "secrets"
> {
  readonly application: Application;
  readonly account: AwsAccount;
  readonly admin: Administrator;
  readonly keyAdministrators: readonly KeyPrincipal[];
  /** Name to JSON text. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

const KEYS = Object.keys(configSchema.shape) as ConfigKey[];

/**
 * Reads and checks the stack's config. The only reader of it.
 *
 * @throws ConfigError with all problems together; no resource is registered before
 */
export async function readStackConfig(): Promise<StackConfig> {
  const raw = rawConfig();
  const sources = readConfigSources();
  const parsed = configSchema.safeParse(raw);
  const wrong = parsed.success ? [] : parsed.error.issues;
  const good = parsed.success ? parsed.data : validPart(raw);

  const problems: ConfigProblem[] = [
    ...wrong.map(({ path, message }) => problem(path.map(segment), message, raw)),
    ...rulesBetweenKeys(good).map(({ path, message, fix }) => problem(path, message, raw, fix)),
    ...unknownKeys({ given: Object.keys(sources.texts), known: KEYS, project: pulumi.getProject() }),
    ...valueProblems(sources),
    ...awsProblems(),
  ];
  const failure = () => new ConfigError(pulumi.getStack(), inConfigFile(problems, sources.file));
  const found = await lookUp(good, problems).catch((error: unknown) => {
    // Without AWS, what is wrong in the config can be said all the same.
    throw problems.length > 0 ? failure() : error;
  });
  if (!parsed.success || found === undefined || problems.length > 0) throw failure();

  const { environment, appName, secrets, ...rest } = parsed.data;
  const count = Object.keys(secrets).length + Object.keys(rest.parameters).length;
  const empty = "There are neither parameters nor secrets: the function will find nothing, and fail.";
  const large = configSizeWarning(sources.texts, pulumi.getProject());
  const warnings =
    count === 0 ? [empty] : [manyParametersWarning(count), burstWarning(count, rest.timeoutSeconds), large];
  for (const warning of warnings) if (warning !== undefined) void pulumi.log.warn(warning);
  return {
    ...rest,
    ...found,
    application: { environment, appName },
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, pulumi.secret(serializeSection(value))]),
    ),
  };
}

/** True as soon as one value under the key was given with --secret. Exported by the SDK, but not in its types. */
const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & { isConfigSecret: (key: string) => boolean };

const fullKey = (key: string): string => `${pulumi.getProject()}:${key}`;

/** The text of every key. An empty text is a key that was not given. */
function rawConfig(): Partial<Record<ConfigKey, string>> {
  const given = KEYS.map((key) => [key, pulumi.runtime.getConfig(fullKey(key)) ?? ""] as const);
  return { environment: pulumi.getStack(), ...Object.fromEntries(given.filter(([, text]) => text !== "")) };
}

/** What is right in a config that is not right as a whole. */
function validPart(raw: Partial<Record<ConfigKey, string>>): Partial<ConfigValues> {
  return Object.fromEntries(
    KEYS.flatMap((key) => {
      const result = configSchema.shape[key].safeParse(raw[key]);
      return result.success ? [[key, result.data]] : [];
    }),
  );
}

/** A place in a list is a number. */
const segment = (key: PropertyKey): string | number => (typeof key === "number" ? key : String(key));

function problem(
  path: ConfigPath,
  rule: string,
  raw: Partial<Record<ConfigKey, string>>,
  fix: Fix = fixFor(path, sections(raw)),
): ConfigProblem {
  const key = String(path[0]);
  // Sections may hold what should be secret: their rules say what kind of thing was given.
  const quiet = ["parameters", "secrets"].includes(key) || isConfigSecret(fullKey(key));
  const given = quiet ? undefined : (raw[key as ConfigKey] ?? "nothing");
  return { key: configPath(path), rule, ...(given === undefined ? {} : { given }), fix };
}

const sections = ({ parameters = "", secrets = "" }: Partial<Record<ConfigKey, string>>): Sections => ({
  parameters: parseArrivedValue(parameters),
  secrets: parseArrivedValue(secrets),
});

const awsSetting = (setting: string): string | undefined => pulumi.runtime.getConfig(`aws:${setting}`);

/** The region, and settings that the AWS provider would follow but SecureParameter cannot. */
function awsProblems(): ConfigProblem[] {
  const settings = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith("aws:"))
    .map((key) => key.slice("aws:".length));
  const problems = settingsNotFollowed(awsSetting, settings).map((setting) => ({
    key: `aws:${setting}`,
    rule: ruleOfSetting(awsSetting, setting),
    fix: `pulumi config rm aws:${setting.split(".")[0] ?? ""}`,
  }));
  return awsSetting("region")
    ? problems
    : [{ key: "aws:region", rule: "must be given", fix: "pulumi config set aws:region eu-west-1" }, ...problems];
}

/** What AWS knows of the config's principals, or undefined where that is a problem of its own. */
async function lookUp(
  { adminUser, keyAdministrators = [], skipDeployerCheck }: Partial<ConfigValues>,
  problems: ConfigProblem[],
): Promise<Pick<StackConfig, "account" | "admin" | "keyAdministrators"> | undefined> {
  const shown = !isConfigSecret(fullKey("keyAdministrators"));
  const withoutAws = () => problems.push(...malformedAdministrators(keyAdministrators, shown));
  if (!awsSetting("region")) {
    withoutAws();
    return undefined;
  }
  // With a setting that its client cannot follow, the writer of secrets is not the one that is meant.
  const comparable = !problems.some(({ key }) => key.startsWith("aws:"));
  const [{ callerArn, ...account }, writer] = await Promise.all([
    lookUpAwsAccount(),
    comparable ? lookUpSecretWriter(awsSetting).catch(asError) : undefined,
  ]).catch((error: unknown) => {
    withoutAws();
    throw error;
  });
  if (writer !== undefined) problems.push(...principalProblems({ ...account, arn: callerArn }, writer));
  const admin =
    adminUser === undefined ? undefined : await findAdministrator(adminUser, !isConfigSecret(fullKey("adminUser")));
  if (adminUser !== undefined && typeof admin === "string") {
    problems.push(problem(["adminUser"], admin, { adminUser }));
  }
  const adminArn = typeof admin === "object" ? admin.arn : undefined;
  const found = await findKeyAdministrators(keyAdministrators, { account, stack: pulumi.getStack(), adminArn, shown });
  problems.push(...found.problems);
  for (const warning of found.warnings) void pulumi.log.warn(warning);
  if (typeof admin !== "object") return undefined;
  if (skipDeployerCheck !== true) problems.push(...(await deployerProblems(callerArn, admin.arn, found.repaired)));
  return { account, admin, keyAdministrators: found.principals };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
