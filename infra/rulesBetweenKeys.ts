import { removeCommand } from "./configCommand.ts";
import type { ConfigValues } from "./configSchema.ts";
import { MAX_FUNCTION_NAME_LENGTH, functionName, refresherName } from "./naming.ts";

export interface BrokenRule {
  readonly path: string[];
  readonly message: string;
  /** Where it is not the key itself that is to be set. */
  readonly fix?: string;
}

/** Rules between keys: they are applied to whatever the keys alone were right about. */
export function rulesBetweenKeys(values: Partial<ConfigValues>): BrokenRule[] {
  const { environment, appName, parameters = {}, secrets = {}, refreshOnChange, alarmTopicArn } = values;
  const broken: BrokenRule[] = Object.keys(parameters)
    .filter((name) => Object.hasOwn(secrets, name))
    .map((name) => {
      const path = ["parameters", name];
      const message = "must not stand in parameters and in secrets both";
      // The one that can be had again: nobody else may know the secret.
      return { path, message, fix: removeCommand(path) };
    });
  if (environment !== undefined && appName !== undefined) {
    const name = (refreshOnChange ? refresherName : functionName)({ environment, appName });
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
