import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { parsePrincipalArn } from "../principalArn.ts";
import { principalChanges } from "./recreatedPrincipals.ts";
import type { PrincipalChanges, RecreatedPrincipal } from "./recreatedPrincipals.ts";

/**
 * Returns a hook for updates of the key, in previews too, that explains why its policy changes although nothing in the
 * config does: a principal was deleted and recreated under the same name.
 *
 * @param shownWith the resource that the engine shows the warnings with
 * @param roleUrn of the function's role
 */
export const recreationWarning = (
  name: string,
  shownWith: pulumi.Resource,
  accountId: string,
  roleUrn: pulumi.Output<string>,
): pulumi.ResourceHook =>
  new pulumi.ResourceHook(
    name,
    // With the Automation API, a program in the same process logs by its asynchronous context, which the engine's call to
    // a hook does not have.
    AsyncResource.bind(async ({ oldOutputs, newInputs }: pulumi.ResourceHookArgs) => {
      // The outputs, which a refresh brings up to date with any provider.
      const changes = principalChanges(oldOutputs?.["policy"], newInputs?.["policy"], accountId);
      if (changes === undefined) return;
      const urn = await new Promise<string>((resolve) => roleUrn.apply(resolve));
      for (const text of recreationTexts(changes, urn)) await pulumi.log.warn(text, shownWith);
    }),
    { onDryRun: true },
  );

/** Returns one text for each principal that an update of the key policy gives its access back, or takes out. */
export const recreationTexts = ({ recreated, deletedIds }: PrincipalChanges, roleUrn: string): readonly string[] => [
  ...recreated.map((principal) => recreatedText(principal, roleUrn)),
  ...deletedIds.map(
    (id) =>
      `The key policy still named ${id}, a principal that was deleted. This update writes the ARNs of the config again: a ` +
      "principal of another account that was recreated under the same name has its access from then on.",
  ),
];

function recreatedText({ access, arn, earlierId, presentId, sameArn }: RecreatedPrincipal, roleUrn: string): string {
  const kind = parsePrincipalArn(arn)?.kind ?? "principal";
  const what = access === "decrypt" ? "decrypt the stack's secrets" : "administer the key";
  const happened = sameArn
    ? `The ${kind} ${arn} was deleted and recreated under the same name. KMS still had the deleted one ` +
      `(unique id ${earlierId}), so the present one (${presentId}) could not ${what}.`
    : `The key policy still named ${earlierId}, a ${kind} that was deleted. In its place, the config names ` +
      `${arn} (unique id ${presentId}), which could not ${what}.`;
  const update = `This update writes the key policy again, so that the present ${kind} can.`;
  return [happened, update, ...(access === "decrypt" ? [lambdaHint(roleUrn)] : [])].join(" ");
}

/** @see https://repost.aws/knowledge-center/lambda-kmsaccessdeniedexception-errors */
const lambdaHint = (roleUrn: string): string =>
  "Lambda also keeps a grant of the deleted role, for the environment variables. If invocations fail with " +
  `KMSAccessDeniedException, give the function a new role: \`pulumi up --replace '${roleUrn}'\`.`;
