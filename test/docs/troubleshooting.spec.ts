import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { ROOT } from "../../tools/lib/paths.ts";

const SOURCES = "{app,infra,tools}/**/*.{ts,js}";

/** The heading after which the messages are not this project's. */
const FOREIGN = "## Messages of AWS and Pulumi";

/** Shorter parts of a message are in many files by chance. */
const MIN_LENGTH = 8;

/** Returns source code without the ends of texts that are continued in the next line. */
const joinTexts = (code: string): string => code.replaceAll(/["'`]\s*\+\s*["'`]/g, "").replaceAll("\\`", "`");

describe("docs/troubleshooting.md", () => {
  const [own = "", foreign = ""] = readFileSync(path.join(ROOT, "docs/troubleshooting.md"), "utf8").split(
    `\n${FOREIGN}\n`,
  );
  const messages = Array.from(own.matchAll(/^### (``?)(.+)\1$/gm), ([, , message = ""]) => message);
  const code = globSync(SOURCES, { cwd: ROOT })
    .map((file) => joinTexts(readFileSync(path.join(ROOT, file), "utf8")))
    .join("\n");

  it("quotes messages that the code contains, in which … stands for a value", () => {
    const missing = messages.flatMap((message) =>
      message
        .split(/…|\(…\)/)
        .map((part) => part.replace(/^[:,] /, "").trim())
        .filter((part) => part.length >= MIN_LENGTH && !code.includes(part))
        .map((part) => `${message}: "${part}"`),
    );
    expect(messages).to.have.length.of.at.least(30);
    expect(missing.join("\n")).to.equal("");
  });

  it("has the messages of others in a part of its own", () => {
    expect(foreign).to.match(/^### `/m);
  });

  it("links to each part", () => {
    const parts = Array.from(`${own}\n${FOREIGN}`.matchAll(/^## (.+)$/gm), ([, title]) => title);
    expect(Array.from(own.matchAll(/^- \[(.+)\]\(#/gm), ([, title]) => title)).to.deep.equal(parts);
  });
});
