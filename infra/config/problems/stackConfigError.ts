import * as pulumi from "@pulumi/pulumi";

/** One command, several to run in order, one of several, or an edit that no command can make. */
export type Fix = string | readonly string[] | { readonly oneOf: readonly string[] } | { readonly byHand: string };

/** A problem in the stack's config. */
export interface ConfigProblem {
  /** As in the stack file, without the project's name: `secrets.appSecrets.secretKey`. */
  readonly key: string;
  readonly rule: string;
  /** The value; undefined if it may be a secret. */
  readonly given?: string;
  /** Commands run unchanged in a POSIX shell. A `set` without a value prompts for it. */
  readonly fix: Fix;
}

/**
 * The error for all problems of a stack's config together, thrown before any resource is registered. Pulumi prints a
 * RunError without its stack trace.
 */
export class StackConfigError extends pulumi.RunError {
  readonly problems: readonly ConfigProblem[];

  constructor(stack: string, problems: readonly ConfigProblem[]) {
    const ordered = problems.toSorted((a, b) => Number(isByHand(b.fix)) - Number(isByHand(a.fix)));
    const lines = ordered.map(({ key, rule, given, fix }) => {
      const got = given === undefined ? "" : ` (got ${given})`;
      return `  - ${key} ${rule}${got}. Fix: ${fixText(fix)}`;
    });
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`Invalid config for stack "${stack}" (${count}). Nothing was deployed.\n${lines.join("\n")}`);
    this.problems = ordered;
  }
}

/**
 * Returns whether a fix is an edit. Edits come first, because a command rewrites the stack file and permanently changes
 * unquoted values in it.
 */
export const isByHand = (fix: Fix): fix is Extract<Fix, { byHand: string }> =>
  typeof fix === "object" && "byHand" in fix;

/** Puts each command in its own backticks, so that it can be copied. */
function fixText(fix: Fix): string {
  if (isByHand(fix)) return fix.byHand;
  if (typeof fix === "string") return `\`${fix}\``;
  const [commands, separator] = "oneOf" in fix ? [fix.oneOf, " or "] : [fix, ", then "];
  return commands.map((command) => `\`${command}\``).join(separator);
}
