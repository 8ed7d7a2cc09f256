import { createHash } from "node:crypto";
import type { Parameter } from "@aws-sdk/client-ssm";
import { ConfigurationError } from "../configuration/configurationError.ts";
import { parseJsonObject, withoutByteOrderMark } from "../configuration/json.ts";
import type { JsonObject } from "../configuration/json.ts";
import { findJsonFaults } from "../configuration/jsonFaults.ts";
import type { JsonFaults } from "../configuration/jsonFaults.ts";
import { formatPath } from "../configuration/jsonPath.ts";
import { maskSecrets, UnmaskableError } from "../configuration/maskSecrets.ts";
import type { Section } from "../configuration/section.ts";
import { validateSection } from "../configuration/validateSection.ts";
import type { Mismatch } from "../configuration/validateSection.ts";
import { fetchByNames, fetchByPath } from "./fetchParameters.ts";
import type { ParameterStoreClient } from "./fetchParameters.ts";

/** One snapshot of what a function reads. */
export interface LoadedConfiguration {
  /** One property for each section; its prototype is null. */
  readonly configuration: object;
  /** Identifies the snapshot: it changes if a parameter is added, written or removed. */
  readonly version: string;
  /** The number of parameters that were loaded. */
  readonly parameters: number;
}

/** The parameters that a function reads. */
export interface Reading {
  /** The path that holds the parameters, such as `/dev/parameterStoreBlog`. */
  readonly path: string;
  /** All parameters under the path, or the names of sections, each of them once. */
  readonly reads: "all" | readonly string[];
  /** The declarations of the sections that it reads, by name. */
  readonly sections: Readonly<Record<string, Section>>;
}

/**
 * Loads the sections that a function reads as one snapshot, whole or not at all: by path if it reads all of them, and by
 * their names otherwise.
 *
 * @throws ConfigurationError if a call fails, or if a parameter is missing or its value cannot be used
 */
export async function loadConfiguration(client: ParameterStoreClient, reading: Reading): Promise<LoadedConfiguration> {
  const { path, reads, sections } = reading;
  const secrets = Object.keys(sections).filter((name) => sections[name]?.kind === "secret");
  const parameters =
    reads === "all" ? await fetchByPath(client, path) : await fetchByNames(client, { path, sections: reads, secrets });
  const configuration = Object.create(null) as Record<string, unknown>;
  const undeclared = Object.create(null) as Record<string, unknown>;
  const mismatches = new Map<string, readonly Mismatch[]>();
  for (const parameter of parameters) {
    const { Name = "" } = parameter;
    const name = Name.slice(Name.lastIndexOf("/") + 1);
    const declared = Object.hasOwn(sections, name) ? sections[name] : undefined;
    const values = parseValues(parameter);
    const validated = declared?.schema === undefined ? { values } : await validateSection(declared.schema, values);
    if (validated.mismatches !== undefined) {
      mismatches.set(Name, validated.mismatches);
      continue;
    }
    const isSecret = declared?.kind === "secret" || parameter.Type === "SecureString";
    const target = declared === undefined ? undeclared : configuration;
    target[name] = isSecret ? maskValues(Name, validated.values) : validated.values;
  }
  if (mismatches.size > 0) throw schemaError(mismatches);
  if (reads === "all") {
    const missing = Object.keys(sections).filter((name) => !(name in configuration));
    if (missing.length > 0) throw missingSections(path, missing);
    configuration["undeclared"] = undeclared;
  }
  return { configuration, version: snapshotVersion(parameters), parameters: parameters.length };
}

const missingSections = (path: string, names: readonly string[]): ConfigurationError =>
  new ConfigurationError(
    `Parameter Store has no parameter ${names.map((name) => `${path}/${name}`).join(" and no ")}, which app/sections.ts ` +
      "declares. Fix: add the section to the stack config and run `pulumi up`, or create the parameter.",
  );

/** Returns the values in a parameter, as they are stored. */
function parseValues({ Name: name = "", Value: value = "" }: Parameter): JsonObject {
  const text = withoutByteOrderMark(value);
  const values = parseJsonObject(text);
  if (values === undefined) {
    throw new ConfigurationError(
      `The value of parameter ${name} must be a JSON object. Fix: write it as one, such as {"key": "value"}.`,
    );
  }
  rejectFaults(name, findJsonFaults(text, values));
  return values;
}

/** Returns the values of a secret, masked. */
function maskValues(name: string, values: unknown): unknown {
  try {
    return maskSecrets(values);
  } catch (error) {
    if (!(error instanceof UnmaskableError)) throw error;
    throw new ConfigurationError(`The value of parameter ${name} ${error.rule}. Fix: ${error.fix}.`);
  }
}

/** Returns the error of values that their schemas reject. Messages of validators are left out, because they may quote values. */
function schemaError(mismatches: ReadonlyMap<string, readonly Mismatch[]>): ConfigurationError {
  const parameters = [...mismatches].map(([name, places]) => {
    const keys = places.map(({ path, isMissing }) => {
      if (path.length === 0) return "the section as a whole";
      return isMissing ? `${formatPath(path)} (missing)` : formatPath(path);
    });
    return `The value of parameter ${name} does not match its schema in app/sections.ts, at: ${keys.join(", ")}.`;
  });
  return new ConfigurationError(
    `${parameters.join(" ")} Fix: correct the values where they are managed, such as in the stack config, or change the ` +
      "schema. Then run `pulumi up`.",
  );
}

/** Throws if parsing changed a value, since a changed value must never be served. */
function rejectFaults(name: string, { inexactNumbers, repeatedKeys }: JsonFaults): void {
  if (inexactNumbers.length > 0) {
    throw new ConfigurationError(
      `The value of parameter ${name} has numbers that a 64-bit floating-point number cannot hold exactly, at: ` +
        `${inexactNumbers.join(", ")}. Fix: write them as text, in quotes.`,
    );
  }
  if (repeatedKeys.length > 0) {
    throw new ConfigurationError(
      `The value of parameter ${name} has a key more than once: ${repeatedKeys.join(", ")}. ` +
        "A JSON object must have each key once, because only the last one is read. Fix: remove the others.",
    );
  }
}

/**
 * Returns twelve hex digits that identify a snapshot: a hash of the parameters' names, versions and modification dates,
 * in any order. The date detects a parameter that was deleted and recreated, whose version is 1 again.
 */
export function snapshotVersion(parameters: readonly Parameter[]): string {
  const lines = parameters.map(({ Name, Version, LastModifiedDate }) =>
    JSON.stringify([Name, Version, LastModifiedDate?.getTime()]),
  );
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 12);
}
