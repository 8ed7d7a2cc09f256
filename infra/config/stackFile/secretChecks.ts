import * as pulumi from "@pulumi/pulumi";
import { removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath, isExpressible } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import { fixFor, RENAME_KEY } from "../problems/fixFor.ts";
import { isReceivedList, isReceivedMap, membersOf } from "../problems/receivedValue.ts";
import type { ReceivedValue } from "../problems/receivedValue.ts";
import { deriveSectionName } from "../problems/sectionName.ts";
import type { Sections } from "../problems/sectionName.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";
import { matchesReceived } from "./matchesReceived.ts";
import type { StackFile } from "./stackFile.ts";
import type { StoredValue } from "./storedValue.ts";

/** The value of `secrets` or `parameters`, and where it comes from. */
export interface SectionMap {
  /** The decrypted value. */
  readonly received: ReceivedValue | undefined;
  /** Whether the engine treats it as secret, which it does if any value in it was set with --secret. */
  readonly anySecret: boolean;
  readonly file: StackFile;
  /** The stored values, one for each spelling of the key. Empty if the config comes from another file. */
  readonly stored: readonly StoredValue[];
  /** Whether the project file has defaults for values in it, which are plain text. */
  readonly inProjectFile: boolean;
}

/** Whether the stack file encrypts a value; `unknown` if the value is not in the file. */
export type EncryptionState = "encrypted" | "plain" | "unknown";

/** A value in `secrets` or `parameters`, with its path: `["appSecrets", "secretKey"]`. */
export interface ConfigLeaf {
  readonly path: ConfigPath;
  readonly state: EncryptionState;
}

/** Returns the problems of `secrets`: values that were not set with --secret. */
export function findUnencryptedSecrets(secrets: SectionMap): ConfigProblem[] {
  const leaves = listEncryptionStates(secrets.received, secrets.stored).map((leaf) => ({
    ...leaf,
    state: resolveState(secrets, leaf),
  }));
  const unknown = leaves.filter(({ state }) => state === "unknown");
  const hasEncrypted = leaves.some(({ state }) => state === "encrypted");
  // The engine knows of at least one secret. If no other value can be that secret, this value is encrypted.
  const isOnlySecret = unknown.length === 1 && !hasEncrypted;
  const mustBeInFile = hasEncrypted && !secrets.file.importsEnvironments;
  if (unknown.length > 0 && !isOnlySecret && !mustBeInFile) warnAboutUnknown(secrets.file, unknown);
  return leaves
    .filter(({ state }) => state === "plain" || (state === "unknown" && mustBeInFile))
    .map(({ path, state }) => {
      const rule =
        state === "plain"
          ? "must be encrypted, but is in plain text"
          : `must be encrypted, but is not in ${secrets.file.name}, so this cannot be verified`;
      return { key: configPath(["secrets", ...path]), rule, fix: fixFor(["secrets", ...path]) };
    });
}

/** Returns "plain" for a value if the engine knows of no secret, or if it may be a default of the project file. */
function resolveState({ anySecret, inProjectFile }: SectionMap, { state }: ConfigLeaf): EncryptionState {
  if (!anySecret) return "plain";
  return state === "unknown" && inProjectFile ? "plain" : state;
}

function warnAboutUnknown(file: StackFile, unknown: readonly ConfigLeaf[]): void {
  const names = unknown.map(({ path }) => configPath(["secrets", ...path])).join(", ");
  void pulumi.log.warn(
    `Cannot verify that these values are encrypted, because they are not in ${file.name}: ${names}. Make sure that they are ` +
      "encrypted in the file of --config-file (`secure: …`) or in the Pulumi ESC environment (`fn::secret: …`).",
  );
}

/** Returns the problems of `parameters`: values that were set with --secret, but would be stored in plain text. */
export function findEncryptedParameters(parameters: SectionMap, sections: Sections): ConfigProblem[] {
  if (!parameters.anySecret) return [];
  const rule = "was set with --secret, but parameters are stored in plain text";
  const leaves = listEncryptionStates(parameters.received, parameters.stored);
  const encrypted = leaves.filter(({ state }) => state === "encrypted");
  if (encrypted.length === 0) {
    const byHand = "set each secret in `secrets` instead of `parameters`, and remove it from `parameters`";
    return [{ key: "parameters", rule: `has a value that ${rule}`, fix: { byHand } }];
  }
  const moved = new Map(encrypted.map(({ path }) => wholeList(path)).map((path) => [configPath(path), path]));
  return [...moved].map(([key, path]) => {
    const values = leaves.map((leaf) => leaf.path).filter((leaf) => configPath(wholeList(leaf)) === key);
    return { key: configPath(["parameters", ...path]), rule, fix: moveToSecrets(path, values, sections) };
  });
}

/** Returns the problems of settings of functions that were set with --secret, but would be deployed in plain text. */
export function findEncryptedSettings(functions: SectionMap, sections: Sections): ConfigProblem[] {
  if (!functions.anySecret) return [];
  const rule = "was set with --secret, but settings and environment variables are not encrypted";
  const leaves = listEncryptionStates(functions.received, functions.stored).filter(
    ({ state }) => state === "encrypted",
  );
  if (leaves.length === 0) {
    return [{ key: "functions", rule: `has a value that ${rule}`, fix: removeCommand(["functions"]) }];
  }
  return leaves.map(({ path }) => {
    const [name = "", setting, ...inner] = path;
    const from: ConfigPath = ["functions", ...path];
    const target = deriveSectionName(`${String(name)}Secrets`, sections);
    const isVariable = setting === "environment" && inner.length === 1;
    const to = ["secrets", target, ...inner];
    const fix = isVariable ? [removeCommand(from), setCommand(to, { secret: true })] : removeCommand(from);
    return { key: configPath(from), rule, fix: isExpressible(from) ? fix : RENAME_KEY };
  });
}

/** Returns the path up to its first list. Lists move as a whole, because removing an element would shift the others. */
function wholeList(path: ConfigPath): ConfigPath {
  const index = path.findIndex((segment) => typeof segment === "number");
  return index === -1 ? path : path.slice(0, index);
}

/** Returns the commands that remove a value or a whole list from `parameters`, and set each value in it as a secret. */
function moveToSecrets(path: ConfigPath, values: readonly ConfigPath[], sections: Sections): Fix {
  const from = ["parameters", ...path];
  if (![from, ...values].every(isExpressible)) return RENAME_KEY;
  const target = deriveSectionName(`${String(path[0])}Secrets`, sections);
  const secret = ([, ...rest]: ConfigPath) =>
    setCommand(["secrets", target, ...(rest.length === 0 ? ["secretKey"] : rest)], { secret: true });
  return [removeCommand(from), ...values.map(secret)];
}

/**
 * Returns each value of `secrets` or `parameters`, and whether the stack file encrypts it. `isConfigSecret` cannot tell,
 * because the engine treats a whole object as secret if one value in it is.
 *
 * @param received the decrypted value of the key
 * @param stored the stored values, one for each spelling of the key; Pulumi may use any of them
 */
export function listEncryptionStates(
  received: ReceivedValue | undefined,
  stored: readonly StoredValue[],
): ConfigLeaf[] {
  const [first = [], ...others] = (stored.length === 0 ? [undefined] : stored).map((one) => leavesIn(received, one));
  return first.map(({ path, state }, index) => {
    const states = [state, ...others.map((leaves) => leaves[index]?.state ?? "unknown")];
    return { path, state: (["plain", "unknown"] as const).find((one) => states.includes(one)) ?? "encrypted" };
  });
}

function leavesIn(received: ReceivedValue | undefined, stored: StoredValue | undefined): ConfigLeaf[] {
  if (stored?.kind !== "encrypted") return leavesOf(received, stored, []);
  // The whole key is one encrypted JSON text. Below the top level, an encrypted text is always a string.
  return leavesOf(received, undefined, []).map(({ path }) => ({ path, state: "encrypted" }));
}

function leavesOf(
  received: ReceivedValue | undefined,
  stored: StoredValue | undefined,
  path: ConfigPath,
): ConfigLeaf[] {
  if (received === undefined) return [];
  if (isReceivedMap(received) || isReceivedList(received)) {
    return membersOf(received).flatMap(([key, inner]) => leavesOf(inner, childOf(stored, key), [...path, key]));
  }
  if (stored === undefined || !matchesReceived(stored, received)) return [{ path, state: "unknown" }];
  return [{ path, state: stored.kind === "encrypted" ? "encrypted" : "plain" }];
}

function childOf(stored: StoredValue | undefined, key: string | number): StoredValue | undefined {
  if (stored?.kind === "map" && typeof key === "string") return stored.entries.get(key)?.value;
  return stored?.kind === "list" && typeof key === "number" ? stored.items[key] : undefined;
}
