import { parameterPath } from "../../naming.ts";
import type { Application } from "../../naming.ts";
import type { KeyGrants } from "../../policies/keyGrants.ts";

/** A secret that a principal newly can or no longer can decrypt. */
export interface GrantChange {
  readonly change: "granted" | "revoked";
  /** The name of a function, or another principal's ARN. */
  readonly principal: string;
  /** The name of a section. Undefined: all secrets of the stack, also those that were created manually. */
  readonly secret: string | undefined;
  /** The sections for which nothing changes, although they are among all secrets. */
  readonly except: readonly string[];
}

/** Returns what a change of the key policy grants and revokes, one for each principal and section. */
export function grantChanges(before: KeyGrants, after: KeyGrants): readonly GrantChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((principal) => {
    const [from, to] = [before.get(principal) ?? [], after.get(principal) ?? []];
    const changeOf = (
      change: GrantChange["change"],
      secret: string | undefined,
      except: readonly string[] = [],
    ): GrantChange => ({ change, principal, secret, except });
    if (to === "all") return from === "all" ? [] : [changeOf("granted", undefined, from)];
    if (from === "all") return [changeOf("revoked", undefined, to)];
    return [
      ...to.filter((secret) => !from.includes(secret)).map((secret) => changeOf("granted", secret)),
      ...from.filter((secret) => !to.includes(secret)).map((secret) => changeOf("revoked", secret)),
    ];
  });
}

/** Describes a change of the key policy as a sentence. */
export function describeGrantChange(
  { change, principal, secret, except }: GrantChange,
  application: Application,
): string {
  const exceptions = except.length === 0 ? "" : ` except ${except.join(", ")}`;
  const secrets = secret ?? `all secrets under ${parameterPath(application)}${exceptions}`;
  return `The key policy will ${change === "granted" ? "let" : "no longer let"} ${principal} decrypt ${secrets}.`;
}
