import { isSectionName } from "./configSchema.ts";

/** A value that each key could have, for the command that mends it. */
const EXAMPLES: Readonly<Record<string, string>> = {
  adminUser: "parameter-admin",
  keyAdministrators: "arn:aws:iam::111122223333:role/deployer",
  adopt: "appConfig",
  environment: "dev",
  appName: "parameterStoreBlog",
  memorySize: "256",
  timeoutSeconds: "5",
  cacheTtlSeconds: "300",
  cacheMaxStaleSeconds: "3600",
  refreshOnChange: "true",
  alarmTopicArn: "arn:aws:sns:eu-west-1:111122223333:alarms",
  logRetentionDays: "30",
  keyDeletionWindowDays: "30",
  protect: "true",
  revealSecrets: "false",
  skipDeployerCheck: "false",
};

/**
 * A path into the config as `pulumi config set --path` takes it: `secrets.appSecrets.secretKey`, `secrets["a b"].c`.
 * @see https://www.pulumi.com/docs/iac/concepts/config/#structured-configuration
 */
export function configPath(segments: readonly string[]): string {
  return segments
    .map((segment, index) => {
      if (/^\d+$/.test(segment) && index > 0) return `[${segment}]`;
      if (!/^[\w-]+$/.test(segment)) return `[${JSON.stringify(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join("");
}

/** The command that sets the value at `segments` right. */
export function mendingCommand(segments: readonly string[]): string {
  const [key = "", ...inner] = segments;
  switch (key) {
    case "secrets":
      return inner.length > 1
        ? `pulumi config set --secret --path '${configPath(segments)}'`
        : removeOrSet(segments, "--secret ", "appSecrets", "secretKey");
    case "parameters":
      return removeOrSet(segments, "", "appConfig", "url");
    case "adopt":
    case "keyAdministrators":
      return `pulumi config set --path '${key}[${inner[0] ?? "0"}]' ${EXAMPLES[key] ?? ""}`;
    default:
      return `pulumi config set ${key} ${EXAMPLES[key] ?? "…"}`;
  }
}

/** A section that is wrong as a whole is taken out, and set value by value. */
function removeOrSet([key = "", section]: readonly string[], flag: string, example: string, value: string): string {
  const remove =
    section === undefined ? `pulumi config rm ${key}` : `pulumi config rm --path '${configPath([key, section])}'`;
  // Only a section of that name is in the way: setting a value of another could overwrite what is right.
  const name = section !== undefined && isSectionName(section) ? section : example;
  return `${remove}\` and \`pulumi config set ${flag}--path '${configPath([key, name, value])}'`;
}
