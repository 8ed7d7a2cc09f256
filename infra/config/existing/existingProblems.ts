import * as pulumi from "@pulumi/pulumi";
import { parameterName, parameterPath } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import { removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath } from "../problems/configPath.ts";
import { StackConfigError } from "../problems/stackConfigError.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import type { DeployedStack } from "./deployedStack.ts";
import { listExistingParameters } from "./existingParameters.ts";
import type { ExistingParameter } from "./existingParameters.ts";
import { otherKeyWarning } from "./otherKeyWarning.ts";
import { unmanagedWarnings } from "./unmanagedWarnings.ts";

/** A name that `pulumi config set` stores as text without a flag. */
const PLAIN_WORD = /^(?!(true|false)$)[a-zA-Z]/;

/** The time for which DescribeParameters may still list a deleted parameter. */
const CONSISTENCY_DELAY_MS = 2_000;

/** The parts of the config that existing parameters are compared with. Values are not compared. */
interface ExpectedParameters {
  readonly application: Application;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  /** The names of secrets that are written elsewhere. */
  readonly unmanaged: readonly string[];
  readonly adopt: readonly string[];
  readonly protect: boolean;
}

interface ConflictProblem extends ConfigProblem {
  /** The index in `adopt` that the fix removes, if any. */
  readonly index?: number;
}

/**
 * Compares the config with the stack's state and with Parameter Store, before anything changes.
 *
 * @throws StackConfigError if a parameter already exists, or if `protect` prevents the change
 */
export async function checkExistingParameters(
  config: ExpectedParameters,
  deployed: DeployedStack | undefined,
): Promise<void> {
  if (deployed === undefined) return;
  const path = parameterPath(config.application);
  let existing = await listExistingParameters(path);
  if (conflictProblems(config, deployed, existing ?? []).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, CONSISTENCY_DELAY_MS));
    existing = await listExistingParameters(path);
  }
  const problems = [...protectProblems(config, deployed), ...conflictProblems(config, deployed, existing ?? [])];
  if (problems.length > 0) throw new StackConfigError(pulumi.getStack(), problems);
  if (existing === undefined) return;
  const warnings = [...unmanagedWarnings(config, existing), otherKeyWarning(config, deployed, existing)];
  for (const warning of warnings) if (warning !== undefined) void pulumi.log.warn(warning);
}

/**
 * Finds parameters outside this stack that have the names of sections. One that `adopt` lists is not a conflict if it has the
 * right type, and neither is a secret that was declared with `managed: false` until now.
 */
export function conflictProblems(
  { application, parameters, secrets, adopt }: ExpectedParameters,
  deployed: DeployedStack,
  existing: readonly ExistingParameter[],
): ConfigProblem[] {
  const known = [...deployed.parameters.values()];
  const own = new Set(known.filter(({ managed }) => managed).map(({ name }) => name));
  const unmanaged = new Set(known.filter(({ managed }) => !managed).map(({ name }) => name));
  const typeByName = new Map(existing.filter(({ name }) => !own.has(name)).map(({ name, type }) => [name, type]));
  const expected = [
    ...Object.keys(parameters).map((section) => ({ section, map: "parameters", type: "String" })),
    ...Object.keys(secrets).map((section) => ({ section, map: "secrets", type: "SecureString" })),
  ];
  let adopted = adopt.length;
  const problems = expected.flatMap(({ section, map, type }): readonly ConflictProblem[] => {
    const name = parameterName(application, section);
    const found = typeByName.get(name);
    if (found === undefined) return [];
    const isTakenOver = adopt.includes(section) || (unmanaged.has(name) && map === "secrets");
    if (found === type && isTakenOver) return [];
    const key = configPath([map, section]);
    const removeSection = removeCommand([map, section]);
    if (found !== type) {
      const rule =
        `must be a ${type} in Parameter Store, but ${name} already exists as a ${found}, and AWS cannot change the type ` +
        "of a parameter. Rename the section, or remove it from the config";
      const index = adopt.indexOf(section);
      const fix = index < 0 ? removeSection : [removeCommand(["adopt", index]), removeSection];
      return [{ key, rule, index, fix }];
    }
    const rule =
      `already exists in Parameter Store as ${name} and is not managed by this stack. ` +
      "Adopt it, which overwrites its value, or remove it from the config";
    const adoptSection = setCommand(["adopt", adopted++], { value: section, asText: !PLAIN_WORD.test(section) });
    return [{ key, rule, fix: { oneOf: [adoptSection, removeSection] } }];
  });
  // Commands run in order: additions to the end of `adopt` first, then removals from its end, so that no index moves.
  return problems
    .toSorted((one, other) => (other.index ?? Infinity) - (one.index ?? Infinity) || 0)
    .map(({ key, rule, fix }) => ({ key, rule, fix }));
}

/**
 * Finds secrets that would become plain parameters in spite of `protect`. The engine would not stop it: when it replaces a
 * resource, it checks the protection of the new one, which is the plain parameter.
 */
export function protectProblems(
  { application, parameters, secrets, protect }: ExpectedParameters,
  deployed: DeployedStack,
): ConfigProblem[] {
  if (!protect) return [];
  const deployedSecrets = [...deployed.parameters.values()]
    .filter(({ secret, managed }) => secret && managed)
    .map(({ name }) => name);
  return Object.keys(parameters)
    .filter((section) => !Object.hasOwn(secrets, section))
    .filter((section) => deployedSecrets.includes(parameterName(application, section)))
    .map((section) => ({
      key: configPath(["parameters", section]),
      rule:
        "cannot become plain text while `protect` is true, because it is a secret in the deployed stack. " +
        "After the fix, run `pulumi up`, and set `protect` to true again",
      fix: "pulumi config set protect false",
    }));
}
