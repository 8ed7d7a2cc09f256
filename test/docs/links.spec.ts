import { existsSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { ROOT } from "../../tools/lib/paths.ts";
import { anchors, linkTargets, readDocuments } from "./support/markdown.ts";
import type { Document } from "./support/markdown.ts";

describe("the links of the documents", () => {
  const documents = readDocuments();
  const byFile = new Map(documents.map((document) => [document.file, document]));

  /** Returns what is wrong with a link, or undefined. */
  function linkProblem({ file }: Document, target: string): string | undefined {
    if (/^[a-z]+:/.test(target)) return target.startsWith("https://") ? undefined : "must use https";
    const [linked = "", anchor] = target.split("#");
    const linkedFile = linked === "" ? file : path.join(path.dirname(file), linked);
    if (!existsSync(path.join(ROOT, linkedFile))) return "the file does not exist";
    if (anchor === undefined) return undefined;
    const document = byFile.get(linkedFile);
    return document !== undefined && anchors(document).has(anchor) ? undefined : "the heading does not exist";
  }

  it("lead to files and headings that exist, or to https pages", () => {
    const problems = documents.flatMap((document) =>
      linkTargets(document).flatMap((target) => {
        const problem = linkProblem(document, target);
        return problem === undefined ? [] : [`${document.file}: ${target}: ${problem}`];
      }),
    );
    expect(problems.join("\n")).to.equal("");
  });

  it("are recognized, also if they are broken", () => {
    const broken = {
      file: "docs/limits.md",
      text: "[a](missing.md) [b](scaling.md#missing) [c](http://x.y) `[d](e)`\n",
    };
    expect(linkTargets(broken).map((target) => linkProblem(broken, target))).to.deep.equal([
      "the file does not exist",
      "the heading does not exist",
      "must use https",
    ]);
  });

  it("lead from README.md to each document", () => {
    const readme = byFile.get("README.md") ?? expect.fail("no README.md");
    const own = documents.map(({ file }) => file).filter((file) => file.startsWith("docs/"));
    expect(own).to.have.length.of.at.least(16);
    expect(linkTargets(readme)).to.include.members([...own, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]);
  });

  it("leave README.md short", () => {
    expect(byFile.get("README.md")?.text.split("\n").length).to.be.at.most(151);
  });
});
