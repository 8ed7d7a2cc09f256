import { parsePrincipalArn, roleOfSession } from "../../principalArn.ts";
import type { PrincipalArn } from "../../principalArn.ts";
import { shellWord } from "../problems/configCommand.ts";
import { fixFor } from "../problems/fixFor.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";

/** A fault in an entry of `keyAdministrators`. */
export interface AdministratorFault {
  readonly rule: string;
  /** `replace`: with the intended ARN, if it is known. `look`: a command that shows what AWS returns. */
  readonly remedy:
    | { readonly kind: "replace"; readonly arn?: string }
    | { readonly kind: "remove" }
    | { readonly kind: "look"; readonly command: string };
}

const FORM = "must be the ARN of an IAM role or user";

/** Parses an entry, or returns the fault that is visible without AWS. */
export function parseAdministrator(entry: string, earlier: readonly string[]): PrincipalArn | AdministratorFault {
  if (earlier.includes(entry)) return { rule: "is a duplicate", remedy: { kind: "remove" } };
  const arn = parsePrincipalArn(entry);
  if (arn === undefined) return malformed(entry);
  if (arn.path.startsWith("aws-service-role/")) {
    const rule = "must not be a service-linked role, which only its AWS service can use";
    return { rule, remedy: { kind: "remove" } };
  }
  return arn;
}

function malformed(entry: string): AdministratorFault {
  const role = roleOfSession(entry);
  if (role !== undefined) {
    // KMS would accept it, but only for this one session name.
    return { rule: `${FORM}, not of a role session`, remedy: { kind: "replace", arn: role } };
  }
  const rule = /^arn:[^:]*:iam::\d{12}:root$/.test(entry) ? `${FORM}, not of the account's root user` : FORM;
  return { rule, remedy: { kind: "replace" } };
}

/**
 * Returns the faults of `keyAdministrators` as config problems, in an order in which their commands can be run. A removal
 * moves later entries, so removals come last, from the end of the list.
 *
 * @param faults one for each entry of the list; undefined for a valid entry
 * @param shown whether the list may be shown: it was not given with `--secret`
 */
export function administratorProblems(
  list: readonly string[],
  faults: readonly (AdministratorFault | undefined)[],
  shown: boolean,
): readonly ConfigProblem[] {
  const found = faults.flatMap((fault, index) =>
    fault === undefined ? [] : { fault, problem: problemOf(fault, list[index] ?? "", index, shown) },
  );
  const [others, removals] = [found.filter((one) => !isRemoval(one)), found.filter(isRemoval).reverse()];
  return [...others, ...removals].map(({ problem }) => problem);
}

/** Returns the ARNs of the list after the fix of every problem. */
export const applyFixes = (
  list: readonly string[],
  faults: readonly (AdministratorFault | undefined)[],
): readonly string[] =>
  list.flatMap((entry, index) => {
    const remedy = faults[index]?.remedy;
    if (remedy?.kind === "remove") return [];
    return remedy?.kind === "replace" ? (remedy.arn ?? entry) : entry;
  });

/** Returns the config path of an entry. */
export const keyOfEntry = (index: number): string => `keyAdministrators[${index}]`;

const isRemoval = ({ fault }: { readonly fault: AdministratorFault }): boolean => fault.remedy.kind === "remove";

function problemOf(fault: AdministratorFault, entry: string, index: number, shown: boolean): ConfigProblem {
  return {
    key: keyOfEntry(index),
    rule: fault.rule,
    ...(shown ? { given: entry } : {}),
    fix: fixOf(fault, index, shown),
  };
}

function fixOf({ remedy }: AdministratorFault, index: number, shown: boolean): ConfigProblem["fix"] {
  switch (remedy.kind) {
    case "look":
      return remedy.command;
    case "remove":
      return `pulumi config rm --path '${keyOfEntry(index)}'`;
    case "replace":
      return remedy.arn !== undefined && shown
        ? `pulumi config set --path '${keyOfEntry(index)}' ${shellWord(remedy.arn)}`
        : fixFor(["keyAdministrators", index]);
  }
}
