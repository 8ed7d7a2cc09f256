import * as pulumi from "@pulumi/pulumi";
import { builtBundle } from "./functionBundle.ts";
import type { BuiltBundle } from "./functionBundle.ts";
import { userFunctionEntry } from "./functionEntry.ts";
import type { UserFunction } from "./functionEntry.ts";
import { largeValidatorWarning } from "./largeValidator.ts";

/**
 * Returns each of the user's functions with its zipped bundle. Logs a warning if a validator is a large part of them.
 *
 * @param root the project's folder
 */
export function functionBundles<Plan extends UserFunction>(
  root: string,
  plans: readonly Plan[],
): { readonly plan: Plan; readonly code: Promise<pulumi.asset.FileArchive> }[] {
  const bundles = plans.map((plan) => ({ plan, bundle: builtBundle(root, userFunctionEntry(plan)) }));
  const warned = warnAboutValidators(bundles);
  const archiveOf = async (bundle: Promise<BuiltBundle>) => {
    await warned;
    return new pulumi.asset.FileArchive((await bundle).file);
  };
  return bundles.map(({ plan, bundle }) => ({ plan, code: archiveOf(bundle) }));
}

async function warnAboutValidators(
  bundles: readonly { readonly plan: UserFunction; readonly bundle: Promise<BuiltBundle> }[],
): Promise<void> {
  const found = bundles.map(async ({ plan: { name }, bundle }) => {
    const { validator } = await bundle;
    return validator === undefined ? [] : [[name, validator] as const];
  });
  // A build that fails fails the function.
  const built = (await Promise.allSettled(found)).filter((result) => result.status === "fulfilled");
  const warning = largeValidatorWarning(new Map(built.flatMap(({ value }) => value)));
  if (warning !== undefined) await pulumi.log.warn(warning);
}
