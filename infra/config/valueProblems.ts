import * as pulumi from "@pulumi/pulumi";
import { configSchema } from "./configSchema.ts";
import type { ConfigKey } from "./configSchema.ts";
import { isReceivedMap, parseReceivedValue } from "./problems/receivedValue.ts";
import type { ConfigProblem } from "./problems/stackConfigError.ts";
import { changedValues } from "./stackFile/changedValues.ts";
import type { ConfigSources } from "./stackFile/configSources.ts";
import { plainSecrets, secretParameters } from "./stackFile/secretChecks.ts";
import type { SectionMap } from "./stackFile/secretChecks.ts";

/** Returns the problems of how values were set: secrets in plain text, encrypted parameters, and values that changed. */
export function valueProblems(sources: ConfigSources): ConfigProblem[] {
  const secrets = sectionMap(sources, "secrets");
  const parameters = sectionMap(sources, "parameters");
  const secrecy = [
    ...plainSecrets(secrets),
    ...secretParameters(parameters, { parameters: parameters.received, secrets: secrets.received }),
  ];
  const reported = new Set(secrecy.map(({ key }) => key));
  // The fix of a secret or an encrypted parameter also sets a changed value.
  return [...secrecy, ...changed(sources).filter(({ key }) => !reported.has(key))];
}

function sectionMap(sources: ConfigSources, name: "parameters" | "secrets"): SectionMap {
  const key = `${pulumi.getProject()}:${name}`;
  const received = parseReceivedValue(sources.texts[key] ?? "{}");
  return {
    received: isReceivedMap(received) ? received : undefined,
    anySecret: sources.isSecret(key),
    file: sources.file,
    stored: sources.stored(key),
    inProjectFile: sources.isInProjectFile(key),
  };
}

/** The AWS provider's settings whose values are credentials. */
const AWS_SECRETS = ["aws:accessKey", "aws:secretKey", "aws:token"];

function changed({ texts, isSecret, stored, file }: ConfigSources): ConfigProblem[] {
  const project = `${pulumi.getProject()}:`;
  return Object.entries(texts)
    .filter(([key]) => key.startsWith(project) || key.startsWith("aws:"))
    .flatMap(([fullKey, text]) => {
      const key = fullKey.startsWith(project) ? fullKey.slice(project.length) : fullKey;
      const quiet = isSecret(fullKey) || key === "secrets" || AWS_SECRETS.includes(key);
      return changedValues({ key, text, stored: stored(fullKey), isNumber: isNumber(key, text), quiet }, file.name);
    });
}

/** Returns whether the schema parses a key as a number. */
function isNumber(key: string, text: string): boolean {
  const rule = Object.hasOwn(configSchema.shape, key) ? configSchema.shape[key as ConfigKey] : undefined;
  return typeof rule?.safeParse(text).data === "number";
}
