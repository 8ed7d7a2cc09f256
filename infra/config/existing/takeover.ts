import * as pulumi from "@pulumi/pulumi";
import { parameterName, parameterPath } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import { removeCommand, setCommand } from "../problems/configCommand.ts";
import { configPath } from "../problems/configPath.ts";
import { StackConfigError } from "../problems/stackConfigError.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import type { DeployedStack } from "./deployedParameters.ts";
import { existingParameters } from "./existingParameters.ts";
import type { ExistingParameter } from "./existingParameters.ts";
import { foreignKeyWarning } from "./foreignKeyWarning.ts";

/** A name that `pulumi config set` keeps as text by itself. */
const PLAIN_WORD = /^(?!(true|false)$)[a-zA-Z]/;

/** How long DescribeParameters may still list a parameter that was deleted. */
const SETTLING_MS = 2_000;

/** What of the config decides over parameters that are there already. Values do not. */
interface Wanted {
  readonly application: Application;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly adopt: readonly string[];
  readonly protect: boolean;
}

/**
 * Compares what the config wants with what the stack has and with what is in Parameter Store, before anything changes.
 *
 * @throws StackConfigError if a parameter is in the way, or `protect` forbids the change
 */
export async function checkTakeover(config: Wanted, deployed: DeployedStack | undefined): Promise<void> {
  if (deployed === undefined) return;
  const path = parameterPath(config.application);
  let existing = (await existingParameters(path)) ?? [];
  if (parametersInTheWay(config, deployed, existing).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
    existing = (await existingParameters(path)) ?? [];
  }
  const problems = [...protectedSecrets(config, deployed), ...parametersInTheWay(config, deployed, existing)];
  if (problems.length > 0) throw new StackConfigError(pulumi.getStack(), problems);
  const warning = foreignKeyWarning(config, deployed, existing);
  if (warning !== undefined) void pulumi.log.warn(warning);
}

/** Parameters of others under names that the config wants, unless `adopt` lists them and they have the type. */
export function parametersInTheWay(
  { application, parameters, secrets, adopt }: Wanted,
  deployed: DeployedStack,
  existing: readonly ExistingParameter[],
): ConfigProblem[] {
  const own = new Set([...deployed.parameters.values()].map(({ name }) => name));
  const found = new Map(existing.filter(({ name }) => !own.has(name)).map(({ name, type }) => [name, type]));
  const wanted = [
    ...Object.keys(parameters).map((section) => ({ section, map: "parameters", type: "String" })),
    ...Object.keys(secrets).map((section) => ({ section, map: "secrets", type: "SecureString" })),
  ];
  let adopted = adopt.length;
  const problems = wanted.flatMap(({ section, map, type }): readonly ProblemInTheWay[] => {
    const name = parameterName(application, section);
    const there = found.get(name);
    if (there === undefined || (there === type && adopt.includes(section))) return [];
    const key = configPath([map, section]);
    const leave = removeCommand([map, section]);
    if (there !== type) {
      const rule =
        `must be a ${type} in Parameter Store, and ${name} exists already as a ${there}, whose type AWS does not change. ` +
        "Give the section another name, or leave that parameter as it is";
      const place = adopt.indexOf(section);
      return [{ key, rule, place, fix: place < 0 ? leave : [removeCommand(["adopt", place]), leave] }];
    }
    const rule =
      `exists already in Parameter Store as ${name}, and is not in this stack's state. Take it over, which writes this ` +
      "config's value on top of its own, or leave it as it is";
    const adoptIt = setCommand(["adopt", adopted++], { value: section, asText: !PLAIN_WORD.test(section) });
    return [{ key, rule, fix: { oneOf: [adoptIt, leave] } }];
  });
  // Commands run in order: additions at the end of `adopt` first, then removals from its end, so that no place moves.
  return problems
    .toSorted((one, other) => (other.place ?? Infinity) - (one.place ?? Infinity) || 0)
    .map(({ key, rule, fix }) => ({ key, rule, fix }));
}

interface ProblemInTheWay extends ConfigProblem {
  /** The place in `adopt` that the fix removes, if any. */
  readonly place?: number;
}

/**
 * Secrets that would no longer be secrets, or be gone, in spite of `protect`. The engine asks whether a resource is
 * protected when it replaces one, but takes the answer from the plain parameter that is to come: nothing would stop it.
 */
export function protectedSecrets(
  { application, parameters, secrets, protect }: Wanted,
  deployed: DeployedStack,
): ConfigProblem[] {
  if (!protect) return [];
  const deployedSecrets = [...deployed.parameters.values()].filter(({ secret }) => secret).map(({ name }) => name);
  return Object.keys(parameters)
    .filter((section) => !Object.hasOwn(secrets, section))
    .filter((section) => deployedSecrets.includes(parameterName(application, section)))
    .map((section) => ({
      key: configPath(["parameters", section]),
      rule:
        "was a secret when this stack was last deployed, and `protect` forbids to replace a secret with plain text. " +
        "Turn it off, run `pulumi up`, and turn it on again",
      fix: "pulumi config set protect false",
    }));
}
