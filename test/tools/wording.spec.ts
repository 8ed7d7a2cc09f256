import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { runCommand } from "../../tools/lib/command.ts";
import { NODE_BIN, ROOT } from "../../tools/lib/paths.ts";

/** Phrases that this project does not use: what to write instead, and a relapse. Single words are in cspell.config.yaml. */
const PHRASES: readonly (readonly [RegExp, string, string])[] = [
  [/\bat the (most|least)\b/i, "at most, at least", "31 at the most"],
  [/(?<!there )\b(is|are) no\b(?! (longer|more|less|fewer|different)\b)/i, "is not a …", "It is no JSON object."],
  [/\bbe had\b/i, "is not available, cannot be …", "It is not to be had."],
  [/\bbehind \S+ back\b/i, "outside Pulumi", "values changed behind Pulumi's back"],
  [/\bby hand\b/i, "manually", "a parameter put by hand"],
  [/(?<!those )\bwho (deploys|may|asks)\b/i, "the deployer, callers, anyone with …", "It must include who deploys."],
  [/\bwhat is to be\b/i, "a noun or a verb", "What is to be said of a stack."],
  [/\bfor sure\b/i, "certainly, or nothing", "It ends for sure."],
  [/\b(dev|prod|`\w+`) alone\b/i, "only dev", "for dev alone"],
  [/\bis said\b/i, "is reported, is logged", "Nothing is said."],
  [/\banswers with\b/i, "returns", "It answers with an error."],
  [/(\/\*\*|\*|\/\/) Gives\b/, "Returns", "/** Gives the folder. */"],
  [/\bwhere there (is|are)\b/i, "if there is, when there is", "Undefined where there is none."],
  [/\bhas? it try\b/i, "retries", "maxRetries has it try for longer"],
  [/\bmade again\b/i, "recreated", "The role was made again."],
  [/\b(lies|stands) (at|before|behind|between|in|on|there|under)\b/i, "is in, is on", "It stands in both."],
  [/^\s*(\/\*\*|\*) (What|Whom?)\b/, "a noun (type) or a verb (function)", "/** What an invocation can use. */"],
  [/(?<!(AWS|blog) )\bthe post\b/, "the AWS post", "as in the post"],
];

const FILES = ["*.{ts,js,md,yaml}", "{.github,app,docs,infra,test,tools}/**/*.{ts,js,cjs,md,yaml,yml}"];

/** The project's history keeps the words of its time. */
const EXEMPT = ["CHANGELOG.md", "cspell.config.yaml", "test/tools/wording.spec.ts"];

/** Returns `line: phrase -> replacement` for each phrase in a text. */
const findPhrases = (text: string): string[] =>
  text.split("\n").flatMap((line, index) =>
    PHRASES.flatMap(([phrase, replacement]) => {
      const [found] = phrase.exec(line) ?? [];
      return found === undefined ? [] : [`${index + 1}: "${found.trim()}" -> ${replacement}`];
    }),
  );

describe("the project's wording", function () {
  this.timeout(60_000);
  this.slow(20_000);

  it("contains no phrase that CONTRIBUTING.md replaces", () => {
    const files = globSync(FILES, { cwd: ROOT }).filter((file) => !EXEMPT.includes(file));
    expect(files).to.include.members(["README.md", "docs/functions.md", "index.ts", "test/tools/importRules.spec.ts"]);
    const found = files.sort().flatMap((file) => {
      return findPhrases(readFileSync(path.join(ROOT, file), "utf8")).map((phrase) => `${file}:${phrase}`);
    });
    expect(found.join("\n")).to.equal("");
  });

  for (const [, replacement, relapse] of PHRASES) {
    it(`rejects "${relapse}"`, () => {
      expect(findPhrases(relapse).join("\n")).to.include(replacement);
    });
  }

  it("fails cspell with a misspelling, a British spelling or a word that the project does not use", async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "wording-"));
    try {
      writeFileSync(path.join(directory, "relapse.ts"), "// Mends the colour of whoever recieves it anew.\n");
      const args = ["lint", "relapse.ts", "--config", path.join(ROOT, "cspell.config.yaml"), "--root", directory];
      const { code, output } = await runCommand(path.join(NODE_BIN, "cspell"), args, { cwd: directory });
      expect(code).to.equal(1);
      expect(output).to.include("Issues found: 5");
      for (const word of ["Mends", "colour", "whoever", "recieves", "anew"]) expect(output).to.include(`(${word})`);
      expect(output).to.include("fix: (color)");
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
