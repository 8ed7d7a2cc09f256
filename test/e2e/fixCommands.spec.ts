import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { configSchema } from "../../infra/config/configSchema.ts";
import type { ConfigProblem } from "../../infra/config/problems/stackConfigError.ts";
import { runValidProgram } from "../../tools/fakes/program.ts";
import type { ProgramOptions } from "../../tools/fakes/program.ts";
import { ANY_SECTIONS } from "../../tools/fakes/projectWithApp.ts";
import { ROOT } from "../../tools/lib/paths.ts";
import { configProblems } from "../infra/support/configProblems.ts";
import type { ProblemExample } from "../infra/support/problemExample.ts";
import { PROBLEM_EXAMPLES } from "../infra/support/problemExamples.ts";
import { receivedConfig, DECRYPTED } from "../infra/support/receivedConfig.ts";
import { warningsOf } from "../infra/support/warnings.ts";
import { describeEndToEnd } from "./support/describeEndToEnd.ts";
import { createStack } from "./support/testStack.ts";

const STACK = "fixes";
const FILE = `Pulumi.${STACK}.yaml`;

/** The value that is typed when a command prompts for one. */
const TYPED = "typed";

/** The required keys, unless the example has them. */
const REQUIRED: Readonly<Record<string, string>> = { "aws:region": "eu-west-1", adminUser: "parameter-admin" };

function stackFileOf({ config }: ProblemExample): string {
  const required = Object.entries(REQUIRED).filter(([key]) => !new RegExp(`^'?${key}`, "m").test(config));
  const lines = [...required.map(([key, value]) => `${key}: ${value}`), ...config.split("\n")];
  return `config:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

const optionsOf = (
  stackFile: string,
  { app = ANY_SECTIONS, aws, elsewhere, existing = [] }: ProblemExample,
): ProgramOptions => {
  const received = receivedConfig(stackFile);
  const more = elsewhere === undefined ? {} : receivedConfig(`config: { ${elsewhere} }`);
  return {
    app,
    stack: STACK,
    files: { [FILE]: stackFile },
    secrets: {},
    config: { "shared-secrets:parameters": "{}", ...received.config, ...more.config },
    secretKeys: [...(received.secretKeys ?? []), ...(more.secretKeys ?? [])],
    existing,
    ...aws,
  };
};

describeEndToEnd("the fix of a problem", (run) => {
  /** Runs a command as printed, and types a value if it prompts for one. */
  async function runInShell(command: string, cwd: string, shell = "sh"): Promise<void> {
    // All folders have the same stack. PULUMI_STACK selects it.
    const env = { ...process.env, PULUMI_STACK: STACK };
    const child = spawn(shell, ["-c", command], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.on("error", () => undefined).end(`${TYPED}\n`);
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect(child.exitCode, `${command}\n${output}${errors}`).to.equal(0);
  }

  const folders = new Map<ProblemExample, string>();
  const folderOf = (example: ProblemExample): string => folders.get(example) ?? expect.fail("no folder");
  const fixedFile = (example: ProblemExample): string => readFileSync(path.join(folderOf(example), FILE), "utf8");
  const problemsOf = new Map<ProblemExample, readonly ConfigProblem[]>();

  /** Finds the problems of an example, and applies their fixes. */
  async function applyFixes(example: ProblemExample, folder: string): Promise<void> {
    const stackFile = stackFileOf(example);
    const { alternative = 0 } = example;
    mkdirSync(folder);
    copyFileSync(path.join(ROOT, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
    writeFileSync(path.join(folder, FILE), stackFile);
    for (const [index, problem] of (problemsOf.get(example) ?? []).entries()) {
      if (typeof problem.fix === "object" && "byHand" in problem.fix) {
        applyEdit(problem.fix.byHand, path.join(folder, FILE));
        continue;
      }
      const commands =
        typeof problem.fix === "object" && "oneOf" in problem.fix
          ? problem.fix.oneOf.slice(alternative, alternative + 1)
          : [problem.fix].flat();
      for (const command of commands) {
        if (command.startsWith("pulumi config ")) await runInShell(command, folder, index % 2 === 0 ? "sh" : "bash");
        else expect(example.outside, command).to.be.true;
      }
    }
  }

  /** Adds quotes as instructed. Other instructions are not precise enough to follow. */
  function applyEdit(instruction: string, file: string): void {
    const [, key, scalar] = /^put quotes around (the key )?(\S+) in /.exec(instruction) ?? [];
    if (scalar === undefined) return;
    const before = readFileSync(file, "utf8");
    const [from, to] = key === undefined ? [` ${scalar}`, ` "${scalar}"`] : [`${scalar}:`, `"${scalar}":`];
    expect(before).to.include(from);
    writeFileSync(file, before.replace(from, to));
  }

  before(async function () {
    this.timeout(600_000);
    // Sequentially, since they share the mocks of this process.
    for (const example of PROBLEM_EXAMPLES) {
      const { result } = await warningsOf(() => configProblems(optionsOf(stackFileOf(example), example))).catch(
        (error: unknown) => {
          throw new Error(`no problem: ${example.rule.source}`, { cause: error });
        },
      );
      problemsOf.set(example, result);
    }
    await createStack(run(), STACK);
    const waiting = [...PROBLEM_EXAMPLES.entries()];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, example] = next;
        const folder = path.join(run().directory, `fix-${index}`);
        await applyFixes(example, folder);
        folders.set(example, folder);
      }
    };
    await Promise.all([work(), work()]);
  });

  for (const [index, example] of PROBLEM_EXAMPLES.entries()) {
    it(`runs in a shell and leaves no problem (${index}: ${example.rule.source})`, async () => {
      const rules = (problemsOf.get(example) ?? []).map(({ rule }) => rule);
      expect(
        rules.some((rule) => example.rule.test(rule)),
        rules.join("\n"),
      ).to.be.true;
      if (example.outside || example.inexpressible) return;
      await warningsOf(() => runValidProgram(optionsOf(fixedFile(example), example)));
    });
  }

  it("sets each value at its own path", () => {
    const keeping = PROBLEM_EXAMPLES.filter(({ keeps }) => keeps !== undefined);
    expect(keeping.map(({ keeps }) => keeps?.[0])).to.have.members(["parameters", "secrets"]);
    for (const example of keeping) {
      const valuesIn = (stackFile: string) => {
        const [key = "", section = ""] = example.keeps ?? [];
        const { config = {} } = receivedConfig(stackFile);
        const map = JSON.parse(String(config[`shared-secrets:${key}`])) as Record<string, Record<string, unknown>>;
        return map[section] ?? {};
      };
      const expected = example.keeps?.[0] === "secrets" ? DECRYPTED : "0123";
      const after = valuesIn(fixedFile(example));
      expect(Object.keys(after)).to.have.members(Object.keys(valuesIn(stackFileOf(example))));
      expect(new Set(Object.values(after))).to.deep.equal(new Set([expected]));
    }
  });

  it("is tested for each config key", () => {
    const keys = [...problemsOf.values()].flat().map(({ key }) => /^\w+/.exec(key)?.[0]);
    expect(keys).to.include.members(Object.keys(configSchema.shape));
  });
});
