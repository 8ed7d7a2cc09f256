import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { ROOT } from "../../tools/lib/paths.ts";
import { compileBlocks } from "./support/compileBlocks.ts";
import { codeBlocks, readDocuments } from "./support/markdown.ts";
import type { CodeBlock } from "./support/markdown.ts";

/** The languages of code blocks. `console` and `text` are for output, and are not checked. */
const LANGUAGES = ["console", "json", "mermaid", "sh", "text", "ts", "yaml"];

/** A block with an error. */
const READS_TOO_MUCH: CodeBlock = {
  file: "example.md",
  line: 1,
  language: "ts",
  code: `// app/notifier.ts
    import { defineHandler } from "./functions.ts";
    export const handler = defineHandler("notifier", (_event, { configuration }) => configuration.appSecrets);`,
};

describe("the code blocks of the documents", function () {
  this.timeout(120_000);
  this.slow(20_000);

  const blocks = readDocuments()
    .filter(({ file }) => file !== "CHANGELOG.md")
    .flatMap(codeBlocks);
  const blocksOf = (language: string) => blocks.filter((block) => block.language === language);
  /** Returns the errors of a check, each with the place of the block. */
  const errorsOf = (language: string, check: (block: CodeBlock) => void) =>
    blocksOf(language).flatMap((block) => {
      try {
        check(block);
        return [];
      } catch (error) {
        return [`${block.file}:${block.line}: ${error instanceof Error ? error.message : String(error)}`];
      }
    });

  it("have a known language", () => {
    const unknown = blocks.filter(({ language }) => !LANGUAGES.includes(language));
    expect(unknown.map(({ file, line, language }) => `${file}:${line}: ${language}`)).to.deep.equal([]);
  });

  describe("in TypeScript", () => {
    let errors: readonly string[];

    before(() => {
      errors = compileBlocks([...blocksOf("ts"), READS_TOO_MUCH]);
    });

    it("compile", () => {
      expect(blocksOf("ts")).to.have.length.of.at.least(15);
      expect(errors.filter((error) => !error.startsWith(READS_TOO_MUCH.file)).join("\n")).to.equal("");
    });

    it("would not compile if they read a section that the function does not declare", () => {
      expect(errors.join("\n")).to.include(`${READS_TOO_MUCH.file}:1: Property 'appSecrets' does not exist`);
    });
  });

  it("parse if they are JSON or YAML", () => {
    const errors = [
      ...errorsOf("json", ({ code }) => JSON.parse(code) as unknown),
      ...errorsOf("yaml", ({ code }) => parse(code) as unknown),
    ];
    expect(errors.join("\n")).to.equal("");
    expect(blocksOf("json").length * blocksOf("yaml").length).to.be.greaterThan(0);
  });

  it("parse if they are for a shell", () => {
    const errors = errorsOf("sh", ({ code }) => {
      execFileSync("bash", ["-n"], { input: code, stdio: ["pipe", "pipe", "pipe"] });
    });
    expect(errors.join("\n")).to.equal("");
  });

  it("run only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const texts = readDocuments().filter(({ file }) => file !== "CHANGELOG.md");
    const used = texts.flatMap(({ text }) =>
      Array.from(
        text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test))\b/g),
        ([, script, short]) => script ?? short,
      ),
    );
    expect(Object.keys(scripts)).to.include.members([...new Set(used)]);
    expect(used).to.include.members(["start", "test", "policy:check", "policy:deployer", "report"]);
  });
});
