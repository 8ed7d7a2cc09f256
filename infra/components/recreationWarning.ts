import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { parsePrincipalArn } from "../principalArn.ts";
import { comparePrincipals } from "./recreatedPrincipals.ts";
import type { PrincipalChanges, RecreatedPrincipal } from "./recreatedPrincipals.ts";

/** A role of a function, for `pulumi up --replace`. */
export interface RoleUrn {
  readonly arn: string;
  readonly urn: string;
}

/**
 * Creates a hook for updates of the key, also in previews. It warns when the key policy changes because a principal was
 * deleted and recreated under the same name, although the config did not change.
 *
 * @param resource the resource to which the engine attaches the warnings
 * @param roles the ARNs and URNs of the functions' roles
 * @see https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
 */
export const createRecreationHook = (
  name: string,
  resource: pulumi.Resource,
  accountId: string,
  roles: pulumi.Output<readonly RoleUrn[]>,
): pulumi.ResourceHook =>
  new pulumi.ResourceHook(
    name,
    // With the Automation API, an inline program logs through its asynchronous context, which a hook called by the
    // engine does not have.
    AsyncResource.bind(async ({ oldOutputs, newInputs }: pulumi.ResourceHookArgs) => {
      // Outputs, because a refresh updates them with any provider.
      const changes = comparePrincipals(oldOutputs?.["policy"], newInputs?.["policy"], accountId);
      if (changes === undefined) return;
      const urns = await new Promise<readonly RoleUrn[]>((resolve) => roles.apply(resolve));
      for (const text of recreationWarnings(changes, urns)) await pulumi.log.warn(text, resource);
    }),
    { onDryRun: true },
  );

/** Returns a warning for each principal whose access an update of the key policy restores or removes. */
export const recreationWarnings = (
  { recreated, deletedIds }: PrincipalChanges,
  roles: readonly RoleUrn[],
): readonly string[] => [
  ...recreated.map((principal) => recreatedWarning(principal, roles)),
  ...deletedIds.map(
    (id) =>
      `KMS shows ${id} in the key policy, the unique id of a deleted principal. This update restores the ARNs in the config. ` +
      "If a principal of another account was recreated under the same name, it has access after this update.",
  ),
];

function recreatedWarning(
  { access, arn, deletedId, currentId, sameArn }: RecreatedPrincipal,
  roles: readonly RoleUrn[],
): string {
  const role = roles.find((one) => one.arn === arn);
  const kind = parsePrincipalArn(arn)?.kind ?? "principal";
  const permission = access === "decrypt" ? "decrypt the secrets of its function" : "administer the key";
  const happened = sameArn
    ? `The ${kind} ${arn} was deleted and recreated under the same name. KMS still has the deleted one ` +
      `(unique id ${deletedId}), so the current one (${currentId}) cannot ${permission}.`
    : `KMS shows ${deletedId} in the key policy, the unique id of a deleted ${kind}. In its place, the config names ` +
      `${arn} (unique id ${currentId}), which cannot ${permission}.`;
  const update = `This update rewrites the key policy, which restores the current ${kind}'s access.`;
  return [happened, update, ...(access === "decrypt" && role !== undefined ? [lambdaHint(role.urn)] : [])].join(" ");
}

/**
 * Returns a hint about the grant that Lambda keeps for a deleted role.
 * @see https://repost.aws/knowledge-center/lambda-kmsaccessdeniedexception-errors
 */
const lambdaHint = (roleUrn: string): string =>
  "Lambda also keeps a grant for the deleted role, to decrypt the environment variables. If invocations fail with " +
  `KMSAccessDeniedException, replace the role. Fix: \`pulumi up --replace '${roleUrn}'\`.`;
