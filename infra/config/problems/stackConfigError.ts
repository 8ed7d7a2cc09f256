import * as pulumi from "@pulumi/pulumi";

/** One command, several in their order, one of several, or what to do by hand where no command can. */
export type Fix = string | readonly string[] | { readonly oneOf: readonly string[] } | { readonly byHand: string };

/** One thing that is wrong in the stack's config. */
export interface ConfigProblem {
  /** As in the stack file, without the project's name: `secrets.appSecrets.secretKey`. */
  readonly key: string;
  readonly rule: string;
  /** What was given; left out where it may be a secret. */
  readonly given?: string;
  /** What fixes it. Commands run as they are in a POSIX shell; one that sets no value asks for it. */
  readonly fix: Fix;
}

/**
 * Thrown with every problem of a stack's config at once, before any resource is registered. Pulumi prints a RunError's
 * message without a stack trace.
 */
export class StackConfigError extends pulumi.RunError {
  readonly problems: readonly ConfigProblem[];

  constructor(stack: string, problems: readonly ConfigProblem[]) {
    const ordered = problems.toSorted((a, b) => Number(isByHand(b.fix)) - Number(isByHand(a.fix)));
    const lines = ordered.map(({ key, rule, given, fix }) => {
      const got = given === undefined ? "" : `; got ${given}`;
      return `  - ${key} ${rule}${got}. Mend it ${described(fix)}`;
    });
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(`The config of stack ${stack} has ${count}, and nothing was deployed:\n${lines.join("\n")}`);
    this.problems = ordered;
  }
}

/** Comes first: a command rewrites the stack file, and what is without quotes there is changed for good. */
const isByHand = (fix: Fix): fix is Extract<Fix, { byHand: string }> => typeof fix === "object" && "byHand" in fix;

/** Each command in backticks of its own, so that it can be copied. */
function described(fix: Fix): string {
  if (isByHand(fix)) return `by hand: ${fix.byHand}`;
  if (typeof fix === "string") return `with \`${fix}\``;
  const [commands, word] = "oneOf" in fix ? [fix.oneOf, " or "] : [fix, " and "];
  return `with ${commands.map((command) => `\`${command}\``).join(word)}`;
}
