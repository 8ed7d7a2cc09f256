import { expect } from "chai";
import { StackConfigError } from "../../../infra/config/problems/stackConfigError.ts";
import type { ConfigProblem, Fix } from "../../../infra/config/problems/stackConfigError.ts";
import { runProgram } from "../../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../../tools/fakes/program.ts";
import { CANARY, expectNoCanary } from "./canary.ts";
import { PROBLEM_EXAMPLES } from "./problemExamples.ts";

/** A section of `secrets` that is as it should be, with a value that no error may tell. */
export const GOOD_SECRETS = { appSecrets: { secretKey: CANARY } };

/**
 * What the program finds wrong in a config. Every caller proves as well that nothing was registered, that the message
 * tells each problem, and that it tells no secret.
 */
export async function configProblems(options: ProgramOptions): Promise<readonly ConfigProblem[]> {
  const { error, resources } = await runProgram({ secrets: GOOD_SECRETS, ...options });
  if (!(error instanceof StackConfigError)) expect.fail(`not a StackConfigError: ${String(error)}`);
  expect(resources).to.deep.equal([]);
  expectNoCanary(error);

  const { problems, message } = error;
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  const lines = problems.map(({ key, rule, given, fix }) => {
    const got = given === undefined ? "" : `; got ${given}`;
    return `  - ${key} ${rule}${got}. Mend it ${described(fix)}`;
  });
  const heading = `The config of stack ${options.stack ?? "dev"} has ${count}, and nothing was deployed:`;
  expect(message).to.equal([heading, ...lines].join("\n"));
  for (const { rule } of problems) seenRules.add(rule);
  return problems;
}

const seenRules = new Set<string>();

// After all tests: the fixes of the examples are run in a shell.
after("every rule has an example in problemExamples.ts", () => {
  const missing = [...seenRules].filter((seen) => !PROBLEM_EXAMPLES.some(({ rule }) => rule.test(seen)));
  expect(missing).to.deep.equal([]);
});

/** Each command in backticks, or what to do by hand. */
const described = (fix: Fix): string => {
  if (typeof fix === "string") return `with \`${fix}\``;
  if ("byHand" in fix) return `by hand: ${fix.byHand}`;
  return "oneOf" in fix ? `with \`${fix.oneOf.join("` or `")}\`` : `with \`${fix.join("` and `")}\``;
};

/** The problems of the dev stack with settings of the project changed. */
export const problemsWith = (settings: Readonly<Record<string, unknown>>): Promise<readonly ConfigProblem[]> => {
  const prefixed = Object.entries(settings).map(([key, value]) => [`shared-secrets:${key}`, value] as const);
  return configProblems({ config: Object.fromEntries(prefixed) });
};
