import * as pulumi from "@pulumi/pulumi";
import { findAdministrator, type Administrator } from "./administrator.ts";
import { lookUpAwsAccount, type AwsAccount } from "./awsAccount.ts";
import { settingsNotFollowed } from "./awsSettings.ts";
import { burstWarning } from "./burstWarning.ts";
import { ConfigError, type ConfigProblem } from "./configError.ts";
import { configPath, mendingCommand } from "./configPath.ts";
import { configSchema, type ConfigKey, type ConfigValues } from "./configSchema.ts";
import { deployerProblems } from "./deployer.ts";
import { findKeyAdministrators, malformedAdministrators } from "./keyAdministrators.ts";
import { manyParametersWarning } from "./manyParametersWarning.ts";
import type { Application } from "./naming.ts";
import { parameterText } from "./parameterText.ts";
import type { KeyPrincipal } from "./policies.ts";
import { rulesBetweenKeys } from "./rulesBetweenKeys.ts";
import { plainSecrets, secretParameters, type SectionMap } from "./secrecyProblems.ts";

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
  const parsed = configSchema.safeParse(raw);
  const wrong = parsed.success ? [] : parsed.error.issues;
  const good = parsed.success ? parsed.data : validPart(raw);

  const problems: ConfigProblem[] = [
    ...wrong.map(({ path, message }) => problem(path.map(String), message, raw)),
    ...rulesBetweenKeys(good).map(({ path, message, fix }) => problem(path, message, raw, fix)),
    ...unknownKeys(),
    ...plainSecrets(sectionMap("secrets", good.secrets)),
    ...secretParameters(sectionMap("parameters", good.parameters)),
    ...awsProblems(),
  ];
  const found = await lookUp(good, problems).catch((error: unknown) => {
    // Without AWS, what is wrong in the config can be said all the same.
    throw problems.length > 0 ? new ConfigError(pulumi.getStack(), problems) : error;
  });
  if (!parsed.success || found === undefined || problems.length > 0) {
    throw new ConfigError(pulumi.getStack(), problems);
  }

  const { environment, appName, secrets, ...rest } = parsed.data;
  const count = Object.keys(secrets).length + Object.keys(rest.parameters).length;
  const empty = "There are neither parameters nor secrets: the function will find nothing, and fail.";
  const warnings = count === 0 ? [empty] : [manyParametersWarning(count), burstWarning(count, rest.timeoutSeconds)];
  for (const warning of warnings) if (warning !== undefined) void pulumi.log.warn(warning);
  return {
    ...rest,
    ...found,
    application: { environment, appName },
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, pulumi.secret(parameterText(value))]),
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

function problem(
  path: string[],
  rule: string,
  raw: Partial<Record<ConfigKey, string>>,
  fix = mendingCommand(path),
): ConfigProblem {
  const [key = ""] = path;
  // Sections may hold what should be secret: their rules say what kind of thing was given.
  const quiet = ["parameters", "secrets"].includes(key) || isConfigSecret(fullKey(key));
  const given = quiet ? undefined : (raw[key as ConfigKey] ?? "nothing");
  return { key: configPath(path), rule, ...(given === undefined ? {} : { given }), fix };
}

/** A key that nobody reads is a misspelt one. */
const unknownKeys = (): ConfigProblem[] =>
  Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(fullKey("")) && !KEYS.some((known) => key === fullKey(known)))
    .map((key) => key.slice(fullKey("").length))
    .map((key) => ({ key, rule: `is none of the keys: ${KEYS.join(", ")}`, fix: `pulumi config rm ${key}` }));

/** As the stack's file and the engine hold it. */
function sectionMap(map: "parameters" | "secrets", sections: ConfigValues["secrets"] = {}): SectionMap {
  return { key: fullKey(map), sections, anySecret: isConfigSecret(fullKey(map)) };
}

/** The region, and settings that the AWS provider would follow but SecureParameter cannot. */
function awsProblems(): ConfigProblem[] {
  const get = (setting: string) => pulumi.runtime.getConfig(`aws:${setting}`);
  const settings = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith("aws:"))
    .map((key) => key.slice("aws:".length));
  const problems = settingsNotFollowed(get, settings).map((setting) => ({
    key: `aws:${setting}`,
    rule: "cannot be followed when secrets are written",
    fix: `pulumi config rm aws:${setting.split(".")[0] ?? ""}`,
  }));
  return get("region")
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
  if (!pulumi.runtime.getConfig("aws:region")) {
    withoutAws();
    return undefined;
  }
  const { callerArn, ...account } = await lookUpAwsAccount().catch((error: unknown) => {
    withoutAws();
    throw error;
  });
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
