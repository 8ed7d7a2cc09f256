import { MAX_FUNCTION_NAME_LENGTH, functionName, recyclerName } from "../naming.ts";
import type { ConfigValues } from "./configSchema.ts";
import { removeCommand } from "./problems/configCommand.ts";
import type { ConfigPath } from "./problems/configPath.ts";

export interface BrokenRule {
  readonly path: ConfigPath;
  readonly message: string;
  /** Where it is not the key itself that is to be set. */
  readonly fix?: string;
}

/** Rules between keys: they are applied to whatever the keys alone were right about. */
export function crossFieldRules(values: Partial<ConfigValues>): BrokenRule[] {
  const { environment, appName, parameters = {}, secrets = {}, adopt = [], refreshOnChange, alarmTopicArn } = values;
  const broken: BrokenRule[] = Object.keys(parameters)
    .filter((name) => Object.hasOwn(secrets, name))
    .map((name) => {
      const path = ["parameters", name];
      const message = "must not stand in parameters and in secrets both";
      // The one that can be had again: nobody else may know the secret.
      return { path, message, fix: removeCommand(path) };
    });
  const unknown = adopt.flatMap((name, index) => {
    if (Object.hasOwn(parameters, name) || Object.hasOwn(secrets, name)) return [];
    const path = ["adopt", index];
    const message = "must be the name of a section in parameters or in secrets";
    return [{ path, message, fix: removeCommand(path) }];
  });
  // From the end: a removal moves the entries behind it.
  broken.push(...unknown.toReversed());
  if (environment !== undefined && appName !== undefined) {
    const name = (refreshOnChange ? recyclerName : functionName)({ environment, appName });
    if (name.length > MAX_FUNCTION_NAME_LENGTH) {
      const rule = `must make a function name of at most ${MAX_FUNCTION_NAME_LENGTH} characters with the environment`;
      broken.push({ path: ["appName"], message: `${rule}, and ${name} has ${name.length}` });
    }
  }
  if (alarmTopicArn !== undefined && refreshOnChange === false) {
    const message = "hears of nothing without refreshOnChange";
    broken.push({ path: ["alarmTopicArn"], message, fix: "pulumi config set refreshOnChange true" });
  }
  return broken;
}
