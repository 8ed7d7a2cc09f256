import { expect } from "chai";
import { StackConfigError } from "../../../infra/config/problems/stackConfigError.ts";
import type { ConfigProblem, Fix } from "../../../infra/config/problems/stackConfigError.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { CANARY, expectNoCanary } from "./canary.ts";
import { PROBLEM_EXAMPLES } from "./problemExamples.ts";

/** A valid section of `secrets`, with a value that no error may contain. */
export const GOOD_SECRETS = { appSecrets: { secretKey: CANARY } };

/**
 * Runs the program and returns the problems of its config. Also asserts that nothing was registered, that the message
 * contains each problem, and that it contains no secret.
 */
export async function configProblems(options: ProgramOptions): Promise<readonly ConfigProblem[]> {
  const { error, resources } = await runProgram({ secrets: GOOD_SECRETS, ...options });
  if (!(error instanceof StackConfigError)) expect.fail(`not a StackConfigError: ${String(error)}`);
  expect(resources).to.deep.equal([]);
  expectNoCanary(error);

  const { problems, message } = error;
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ key, rule, given, fix }) => {
    const got = given === undefined ? "" : ` (got ${given})`;
    return `  - ${key} ${rule}${got}. Fix: ${fixText(fix)}`;
  });
  const heading = `Invalid config for stack "${options.stack ?? "dev"}" (${count}). Nothing was deployed.`;
  expect(message).to.equal([heading, ...lines].join("\n"));
  for (const { rule } of problems) seenRules.add(rule);
  return problems;
}

const seenRules = new Set<string>();

// The end-to-end tests run the fix of each example in a shell.
after("every rule has an example in problemExamples.ts", () => {
  const missing = [...seenRules].filter((seen) => !PROBLEM_EXAMPLES.some(({ rule }) => rule.test(seen)));
  expect(missing).to.deep.equal([]);
});

/** Puts each command in backticks. */
const fixText = (fix: Fix): string => {
  if (typeof fix === "string") return `\`${fix}\``;
  if ("byHand" in fix) return fix.byHand;
  return "oneOf" in fix ? `\`${fix.oneOf.join("` or `")}\`` : `\`${fix.join("`, then `")}\``;
};

/** Returns the problems of the dev stack with some of the project's settings changed. */
export const problemsWith = (settings: Readonly<Record<string, unknown>>): Promise<readonly ConfigProblem[]> => {
  const prefixed = Object.entries(settings).map(([key, value]) => [`shared-secrets:${key}`, value] as const);
  return configProblems({ config: Object.fromEntries(prefixed) });
};
