import { ONE_FILE, isMalformed, ruleOfSetting, unsupportedSettings } from "../aws/unsupportedSettings.ts";
import { removeCommand, setCommand } from "./problems/configCommand.ts";
import type { ConfigProblem, Fix } from "./problems/stackConfigError.ts";

export interface UnknownKeysArgs {
  /** All keys of the config, project names included. */
  readonly given: readonly string[];
  /** The keys that the program reads, without the project's name. */
  readonly known: readonly string[];
  readonly project: string;
}

/** Finds unknown keys of the project: misspelled ones, and paths that were set without `--path`. */
export const unknownKeys = ({ given, known, project }: UnknownKeysArgs): ConfigProblem[] =>
  given
    .filter((key) => key.startsWith(`${project}:`))
    .map((key) => key.slice(project.length + 1))
    .filter((key) => !known.includes(key))
    .map((key) => ({
      key,
      rule: `is not a known key. Known keys: ${known.join(", ")}`,
      fix: removeOrMove(key, project),
    }));

function removeOrMove(key: string, project: string): Fix {
  // An empty key, or one that looks like a flag, needs the project's name.
  const remove = removeCommand([/^\w/.test(key) ? key : `${project}:${key}`]);
  const path = key.split(".");
  const isPath = /^(parameters|secrets)(\.[\w-]+){2,}$/.test(key);
  return isPath ? [remove, setCommand(path, { secret: path[0] === "secrets" })] : remove;
}

/**
 * Finds a missing region, and settings of the AWS provider that are not supported when writing secrets.
 *
 * @param given all keys of the config
 */
export function awsSettingProblems(
  awsSetting: (setting: string) => string | undefined,
  given: readonly string[],
): ConfigProblem[] {
  const settings = given.filter((key) => key.startsWith("aws:")).map((key) => key.slice("aws:".length));
  const problems = unsupportedSettings(awsSetting, settings).map((setting) => {
    const rule = ruleOfSetting(awsSetting, setting);
    return { key: `aws:${setting}`, rule, fix: fixSetting(setting, isMalformed(awsSetting, setting)) };
  });
  if (awsSetting("region")) return problems;
  return [{ key: "aws:region", rule: "is required", fix: "pulumi config set aws:region eu-west-1" }, ...problems];
}

function fixSetting(setting: string, malformed: boolean): Fix {
  if (malformed || !ONE_FILE.includes(setting)) return `pulumi config rm aws:${setting.split(".")[0] ?? ""}`;
  // Without the other files, profiles may be missing.
  return { byHand: `merge the files into one, and run \`pulumi config set aws:${setting} '["FILE"]'\`` };
}
