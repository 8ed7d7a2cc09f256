import { parameterPath } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import type { KeyGrants } from "../../policies/keyGrants.ts";

/** A secret that a principal newly can or no longer can decrypt. */
export interface GrantChange {
  readonly change: "granted" | "revoked";
  /** The name of a function, or another principal's ARN. */
  readonly principal: string;
  /** The name of a section; `"all"` for all secrets of the stack, also those that were created manually. */
  readonly secret: string;
  /** The sections for which nothing changes, although they are among all secrets. */
  readonly except: readonly string[];
}

/** Returns what a change of the key policy grants and revokes, one for each principal and section. */
export function grantChanges(before: KeyGrants, after: KeyGrants): readonly GrantChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((principal) => {
    const [from, to] = [before.get(principal) ?? [], after.get(principal) ?? []];
    if (from === "all" && to === "all") return [];
    const change = (kind: GrantChange["change"], secret: string, except: readonly string[] = []) => [
      { change: kind, principal, secret, except },
    ];
    if (to === "all") return change("granted", "all", [...from]);
    if (from === "all") return change("revoked", "all", to);
    return [
      ...to.filter((secret) => !from.includes(secret)).flatMap((secret) => change("granted", secret)),
      ...from.filter((secret) => !to.includes(secret)).flatMap((secret) => change("revoked", secret)),
    ];
  });
}

/** Describes a change of the key policy as a sentence. */
export function describeGrantChange(
  { change, principal, secret, except }: GrantChange,
  application: Application,
): string {
  const exceptions = except.length === 0 ? "" : ` except ${except.join(", ")}`;
  const secrets = secret === "all" ? `all secrets under ${parameterPath(application)}${exceptions}` : secret;
  return `The key policy will ${change === "granted" ? "let" : "no longer let"} ${principal} decrypt ${secrets}.`;
}
