import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { ConfigProblem } from "./configError.ts";
import { configPath, mendingCommand } from "./configPath.ts";
import type { ConfigValues } from "./configSchema.ts";
import { secretLeaves } from "./secretLeaves.ts";

type Sections = ConfigValues["secrets"];

/** A map of sections, and whether the engine calls it secret: it does as soon as one value in it is. */
export interface SectionMap {
  readonly key: string;
  readonly sections: Sections;
  readonly anySecret: boolean;
}

/** Every value of `secrets` must have been given with --secret. */
export function plainSecrets(secrets: SectionMap): ConfigProblem[] {
  const { file, leaves } = inStackFile(secrets);
  const unseen = leaves.filter(({ state }) => state === "unseen");
  if (secrets.anySecret && unseen.length > 0) {
    const names = unseen.map((leaf) => configPath(["secrets", ...leaf.path])).join(", ");
    void pulumi.log.warn(`${file} does not hold ${names}: make sure that they were given with --secret.`);
  }
  return leaves
    .filter(({ state }) => state === "plain" || (state === "unseen" && !secrets.anySecret))
    .map((leaf) => {
      const keys = ["secrets", ...leaf.path];
      return { key: configPath(keys), rule: "must be encrypted, and is in plain text", fix: mendingCommand(keys) };
    });
}

/** No value of `parameters` may have been given with --secret: it would be plain in Parameter Store and in the state. */
export function secretParameters(parameters: SectionMap): ConfigProblem[] {
  if (!parameters.anySecret) return [];
  const encrypted = inStackFile(parameters).leaves.filter(({ state }) => state === "encrypted");
  const rule = "was given with --secret, and parameters are plain text";
  const set = (value: readonly string[]) => mendingCommand(["secrets", "appSecrets", ...value]);
  if (encrypted.length === 0) return [{ key: "parameters", rule: `has a value that ${rule}`, fix: set(["secretKey"]) }];
  return encrypted.map((leaf) => {
    const key = configPath(["parameters", ...leaf.path]);
    return { key, rule, fix: `pulumi config rm --path '${key}'\` and \`${set(leaf.path.slice(1))}` };
  });
}

function inStackFile({ key, sections }: SectionMap) {
  // Outside the language host the SDK has no root directory, and says "rootDirectory".
  const root = pulumi.runtime.getRootDirectory();
  const file = path.join(path.isAbsolute(root) ? root : process.cwd(), `Pulumi.${pulumi.getStack()}.yaml`);
  return { file, leaves: secretLeaves(sections, file, key) };
}
