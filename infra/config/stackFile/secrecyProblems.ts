import * as pulumi from "@pulumi/pulumi";
import type { ArrivedValue } from "../problems/arrivedValue.ts";
import { removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath, isExpressible } from "../problems/configPath.ts";
import type { ConfigPath } from "../problems/configPath.ts";
import { fixFor } from "../problems/fixFor.ts";
import { freeSectionName } from "../problems/sectionName.ts";
import type { Sections } from "../problems/sectionName.ts";
import type { ConfigProblem, Fix } from "../problems/stackConfigError.ts";
import { secretLeaves } from "./secretLeaves.ts";
import type { Leaf } from "./secretLeaves.ts";
import type { StackFile } from "./stackFile.ts";
import type { StoredValue } from "./storedValue.ts";

/** A map of sections, and what is known of where its values come from. */
export interface SectionMap {
  /** As it arrived, decrypted. */
  readonly arrived: ArrivedValue | undefined;
  /** Whether the engine calls it secret: it does as soon as one value in it is. */
  readonly anySecret: boolean;
  readonly file: StackFile;
  /** What the file holds for it, once for each spelling of the key; nothing if the config comes from another file. */
  readonly stored: readonly StoredValue[];
  /** Whether the config block of the project's own file holds values of it, which are always plain. */
  readonly inProjectFile: boolean;
}

/** Every value of `secrets` must have been given with --secret. */
export function plainSecrets(secrets: SectionMap): ConfigProblem[] {
  const leaves = secretLeaves(secrets.arrived, secrets.stored).map((leaf) => ({
    ...leaf,
    state: judged(secrets, leaf),
  }));
  const unseen = leaves.filter(({ state }) => state === "unseen");
  // One value that the engine calls secret, and nothing else that it could mean.
  const proven = unseen.length === 1 && leaves.every(({ state }) => state !== "encrypted");
  const mixed = leaves.some(({ state }) => state === "encrypted") && !secrets.file.importsEnvironments;
  if (unseen.length > 0 && !proven && !mixed) warnOfUnseen(secrets.file, unseen);
  return leaves
    .filter(({ state }) => state === "plain" || (state === "unseen" && mixed))
    .map(({ path, state }) => {
      const rule =
        state === "plain"
          ? "must be encrypted, and is in plain text"
          : `must be encrypted, and is not in ${secrets.file.name}, where that can be seen`;
      return { key: configPath(["secrets", ...path]), rule, fix: fixFor(["secrets", ...path]) };
    });
}

/** Takes into account what is known of the whole. */
function judged({ anySecret, inProjectFile }: SectionMap, { state }: Leaf): Leaf["state"] {
  if (!anySecret) return "plain";
  return state === "unseen" && inProjectFile ? "plain" : state;
}

function warnOfUnseen(file: StackFile, unseen: readonly Leaf[]): void {
  const names = unseen.map(({ path }) => configPath(["secrets", ...path])).join(", ");
  void pulumi.log.warn(
    `${file.name} does not hold ${names}: whether each value is encrypted cannot be checked. Make sure that it is, in the file ` +
      "that --config-file names (as `secure: …`) or in the Pulumi ESC environment (as `fn::secret: …`).",
  );
}

/** No value of `parameters` may have been given with --secret: it would be plain in Parameter Store and in the state. */
export function secretParameters(parameters: SectionMap, sections: Sections): ConfigProblem[] {
  if (!parameters.anySecret) return [];
  const rule = "was given with --secret, and parameters are plain text";
  const leaves = secretLeaves(parameters.arrived, parameters.stored);
  const encrypted = leaves.filter(({ state }) => state === "encrypted");
  if (encrypted.length === 0) {
    return [{ key: "parameters", rule: `has a value that ${rule}`, fix: fixFor(["parameters"]) }];
  }
  const moved = new Map(encrypted.map(({ path }) => wholeList(path)).map((path) => [configPath(path), path]));
  return [...moved].map(([key, path]) => {
    const values = leaves.map((leaf) => leaf.path).filter((leaf) => configPath(wholeList(leaf)) === key);
    return { key: configPath(["parameters", ...path]), rule, fix: moveToSecrets(path, values, sections) };
  });
}

/** The path up to the first list on it: taking out one of its elements would move those behind it. */
function wholeList(path: ConfigPath): ConfigPath {
  const place = path.findIndex((segment) => typeof segment === "number");
  return place === -1 ? path : path.slice(0, place);
}

/** Takes a value, or a whole list, out of `parameters`, and sets each value in it as a secret. */
function moveToSecrets(path: ConfigPath, values: readonly ConfigPath[], sections: Sections): Fix {
  const from = ["parameters", ...path];
  if (![from, ...values].every(isExpressible)) {
    return { byHand: "give it a key without a backslash at its end, since no command can name this one" };
  }
  const target = freeSectionName(`${String(path[0])}Secrets`, sections);
  const secret = ([, ...rest]: ConfigPath) =>
    setCommand(["secrets", target, ...(rest.length === 0 ? ["secretKey"] : rest)], { secret: true });
  return [removeCommand(from), ...values.map(secret)];
}
