import * as pulumi from "@pulumi/pulumi";
import { configSchema } from "./configSchema.ts";
import type { ConfigKey } from "./configSchema.ts";
import { isAtOrInside } from "./problems/configPath.ts";
import { isReceivedMap, parseReceivedValue } from "./problems/receivedValue.ts";
import type { ConfigProblem } from "./problems/stackConfigError.ts";
import { changedValues } from "./stackFile/changedValues.ts";
import type { ConfigSources } from "./stackFile/configSources.ts";
import { findUnencryptedSecrets, findEncryptedParameters, findEncryptedSettings } from "./stackFile/secretChecks.ts";
import type { SectionMap } from "./stackFile/secretChecks.ts";

/**
 * Finds secrets that are not encrypted, parameters and settings that are, and values that Pulumi or YAML changed.
 *
 * @param replaced the keys of sections whose fixes remove them, with all problems of their values
 */
export function valueProblems(sources: ConfigSources, replaced: readonly string[] = []): ConfigProblem[] {
  const secrets = sectionMap(sources, "secrets");
  const parameters = sectionMap(sources, "parameters");
  const sections = { parameters: parameters.received, secrets: secrets.received };
  const secrecy = [
    ...findUnencryptedSecrets(secrets),
    ...findEncryptedParameters(parameters, sections),
    ...findEncryptedSettings(sectionMap(sources, "functions"), sections),
  ];
  const reported = new Set(secrecy.map(({ key }) => key));
  // The fix of a secrecy problem sets the value again, which also fixes a changed value.
  return [...secrecy, ...changedValueProblems(sources).filter(({ key }) => !reported.has(key))].filter(
    ({ key }) => !replaced.some((section) => isAtOrInside(key, section)),
  );
}

function sectionMap(sources: ConfigSources, name: "parameters" | "secrets" | "functions"): SectionMap {
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

/** Settings of the AWS provider that are credentials. */
const AWS_SECRETS = ["aws:accessKey", "aws:secretKey", "aws:token"];

function changedValueProblems({ texts, isSecret, stored, file }: ConfigSources): ConfigProblem[] {
  const project = `${pulumi.getProject()}:`;
  return Object.entries(texts)
    .filter(([key]) => key.startsWith(project) || key.startsWith("aws:"))
    .flatMap(([fullKey, text]) => {
      const key = fullKey.startsWith(project) ? fullKey.slice(project.length) : fullKey;
      const redact = isSecret(fullKey) || key === "secrets" || AWS_SECRETS.includes(key);
      return changedValues({ key, text, stored: stored(fullKey), isNumber: isNumeric(key, text), redact }, file.name);
    });
}

/** Returns whether the schema parses the key as a number. */
function isNumeric(key: string, text: string): boolean {
  const rule = Object.hasOwn(configSchema.shape, key) ? configSchema.shape[key as ConfigKey] : undefined;
  return typeof rule?.safeParse(text).data === "number";
}
