import { shellWord } from "../problems/configCommand.ts";
import { fixFor } from "../problems/fixFor.ts";
import type { ConfigProblem } from "../problems/stackConfigError.ts";
import type { AdministratorFault } from "./administratorForm.ts";

/**
 * Returns the faults of `keyAdministrators` as problems of the config. Their commands can be run one after the other: a
 * removal moves the entries behind it, so removals come last, from the end of the list.
 *
 * @param faults one for each entry of the list; undefined for an entry without a fault
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

/** Returns the ARNs that the list has once every problem is fixed as its command says. */
export const repairedList = (
  list: readonly string[],
  faults: readonly (AdministratorFault | undefined)[],
): readonly string[] =>
  list.flatMap((entry, index) => {
    const remedy = faults[index]?.remedy;
    if (remedy?.kind === "remove") return [];
    return remedy?.kind === "replace" ? (remedy.arn ?? entry) : entry;
  });

/** As in the stack file, and as `--path` takes it. */
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
