import { functionName, MAX_FUNCTION_NAME_LENGTH, recyclerName } from "../naming.ts";
import type { ConfigValues } from "./configSchema.ts";
import { removeCommand } from "./problems/configCommand.ts";
import type { ConfigPath } from "./problems/configPath.ts";

export interface BrokenRule {
  readonly path: ConfigPath;
  readonly rule: string;
  /** The command, if it does not set the key itself. */
  readonly fix?: string;
}

/** Applies the rules between keys to those keys that are valid by themselves. */
export function checkCrossFieldRules(values: Partial<ConfigValues>): BrokenRule[] {
  const { environment, appName, parameters = {}, secrets = {}, adopt = [], refreshOnChange, alarmTopicArn } = values;
  const unknown = adopt.flatMap((name, index) => {
    if (Object.hasOwn(parameters, name) || Object.hasOwn(secrets, name)) return [];
    const path = ["adopt", index];
    const rule = "must be the name of a section in `parameters` or `secrets`";
    return [{ path, rule, fix: removeCommand(path) }];
  });
  // From the end: a removal moves later entries.
  const broken: BrokenRule[] = unknown.toReversed();
  if (environment !== undefined && appName !== undefined) {
    const application = { environment, appName };
    const name = refreshOnChange ? recyclerName(application) : functionName(application, "f");
    if (name.length > MAX_FUNCTION_NAME_LENGTH) {
      const rule = `must be shorter: the function name ${name} has ${name.length} characters`;
      broken.push({ path: ["appName"], rule: `${rule}, but at most ${MAX_FUNCTION_NAME_LENGTH} are possible` });
    }
  }
  if (alarmTopicArn !== undefined && refreshOnChange === false) {
    const rule = "has no effect unless refreshOnChange is true";
    broken.push({ path: ["alarmTopicArn"], rule, fix: "pulumi config set refreshOnChange true" });
  }
  return broken;
}
