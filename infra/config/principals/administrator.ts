import type { KeyPrincipal } from "../../policies/keyPolicy.ts";
import { lookUpPrincipal } from "./lookUpPrincipal.ts";

/** The IAM user who administers the key. */
export type Administrator = Required<KeyPrincipal>;

/** Where the provider gives no reason, these are the likely ones. */
const NO_REASON = "no reason given: does the user exist, and may who deploys call iam:GetUser?";

/**
 * Looks the administrator up, so that a wrong name is said now and not by KMS after minutes.
 *
 * @param quotesReason whether IAM's own reason, which repeats the name, may be passed on
 * @returns the user, or the rule that the name breaks
 */
export async function findAdministrator(userName: string, quotesReason: boolean): Promise<Administrator | string> {
  const found = await lookUpPrincipal("user", userName);
  if (!("failure" in found)) return found;
  if (found.failure === "missing") return "must name an existing IAM user";
  return `could not be looked up in IAM${quotesReason ? ` (${found.reason === "" ? NO_REASON : found.reason})` : ""}`;
}
