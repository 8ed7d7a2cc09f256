import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { ROOT } from "../../../tools/lib/paths.ts";

/** A Markdown document of the project. */
export interface Document {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
}

/** A fenced code block. */
export interface CodeBlock {
  readonly file: string;
  /** The line of its first line of code. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

const DOCUMENTS = ["*.md", "docs/*.md", ".github/**/*.md", "tools/**/*.md"];

/** Reads all Markdown documents of the project. */
export const readDocuments = (): readonly Document[] =>
  globSync(DOCUMENTS, { cwd: ROOT })
    .filter((file) => !file.includes("node_modules"))
    .sort()
    .map((file) => ({ file, text: readFileSync(path.join(ROOT, file), "utf8") }));

const FENCE = /^( *)```(\w*)\n([^]*?)^\1```$/gm;

/** Returns the code blocks of a document, without the indentation of the list that they are in. */
export const codeBlocks = ({ file, text }: Document): readonly CodeBlock[] =>
  Array.from(text.matchAll(FENCE), ({ index, 1: indentation = "", 2: language = "", 3: code = "" }) => ({
    file,
    line: text.slice(0, index).split("\n").length + 1,
    language,
    code: code.replaceAll(new RegExp(`^${indentation}`, "gm"), ""),
  }));

/** Returns the targets of the links and images of a document. */
export const linkTargets = ({ text }: Document): readonly string[] =>
  Array.from(withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) => target);

/** Returns the anchors that GitHub gives the headings of a document. */
export function anchors({ text }: Document): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, heading = ""] of text.replaceAll(FENCE, "").matchAll(/^#+ (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-");
    let unique = anchor;
    for (let count = 1; found.has(unique); count++) unique = `${anchor}-${count}`;
    found.add(unique);
  }
  return found;
}

const withoutCode = (text: string): string => text.replaceAll(FENCE, "").replaceAll(/`[^`\n]*`/g, "");
