import { readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { withoutTriggers } from "../../../tools/fakes/projectWithApp.ts";
import { SAMPLE_APP } from "../../../tools/fakes/sampleProject.ts";
import { ROOT } from "../../../tools/lib/paths.ts";
import type { CodeBlock } from "./markdown.ts";

/** A line that says in which file the code below it is. */
const FILE_COMMENT = /^\/\/ (?:(at the end of )?(index\.ts)|((?:app|test)\/[\w./-]+\.ts))\b.*$/;

/** A part of a code block that is one file of the project. */
interface BlockFile {
  readonly block: CodeBlock;
  /** Relative to the project. */
  readonly name: string;
  readonly code: string;
}

/**
 * Splits a code block into the files that its comments name. Code at the end of index.ts follows the one of this project.
 *
 * @throws Error if the block does not start with such a comment
 */
export function splitIntoFiles(block: CodeBlock): readonly BlockFile[] {
  const files: { name: string; lines: string[] }[] = [];
  for (const line of block.code.split("\n")) {
    const [match, , index, name] = FILE_COMMENT.exec(line) ?? [];
    if (match !== undefined) files.push({ name: index ?? name ?? "", lines: [] });
    files.at(-1)?.lines.push(line);
  }
  if (files.length === 0) throw new Error(`${block.file}:${block.line} must start with a comment that names its file.`);
  return files.map(({ name, lines }) => ({ block, name, code: lines.join("\n") }));
}

/** The files of the sample's `app/`, which the blocks replace and complete. */
const SAMPLE = new Map(Object.entries(SAMPLE_APP).map(([file, text]) => [`app/${file}`, text]));

/** The program that precedes code at the end of index.ts. */
const PROGRAM = withoutTriggers(readFileSync(path.join(ROOT, "index.ts"), "utf8"));

/** The directory of the files that are only in memory. It is inside the project, so that packages are found. */
const VIRTUAL = path.join(ROOT, ".docs");

/**
 * Compiles code blocks like files of this project, which have priority over the files of the same name. The blocks of a
 * document see each other. A file that a document contains twice is compiled twice.
 *
 * @returns `docs/functions.md:12: message` for each error
 */
export function compileBlocks(blocks: readonly CodeBlock[]): readonly string[] {
  const texts = new Map<string, string>();
  const roots = new Map<string, CodeBlock>();
  for (const [document, own] of Map.groupBy(blocks.flatMap(splitIntoFiles), ({ block }) => block.file)) {
    let project = 0;
    const written = new Set<string>();
    const files = new Map(SAMPLE);
    const inProject = (name: string) => path.join(VIRTUAL, `${document.replaceAll(/\W/g, "-")}-${project}`, name);
    const writeAll = () => {
      for (const [name, text] of files) texts.set(inProject(name), text);
    };
    for (const { block, name, code } of own) {
      if (written.has(name)) {
        writeAll();
        project += 1;
      }
      written.add(name);
      files.set(name, name === "index.ts" ? PROGRAM + code : code);
      roots.set(inProject(name), block);
    }
    writeAll();
  }
  const program = createVirtualProgram(texts, [...roots.keys()]);
  return [...roots].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start = 0 }) => {
        const code = source?.text.slice(start).split("\n")[0] ?? "";
        return `${block.file}:${block.line}: ${ts.flattenDiagnosticMessageText(messageText, " ")} (at: ${code})`;
      },
    );
  });
}

/** Creates a program of files in memory. A relative import that is not among them leads to the file of the project. */
function createVirtualProgram(texts: ReadonlyMap<string, string>, rootNames: readonly string[]): ts.Program {
  const config = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [] }, ROOT);
  const host = ts.createCompilerHost(options);
  const virtual: ts.CompilerHost = {
    ...host,
    fileExists: (file) => texts.has(file) || ts.sys.fileExists(file),
    directoryExists: (directory) =>
      directory.startsWith(VIRTUAL) || (host.directoryExists?.(directory) ?? ts.sys.directoryExists(directory)),
    readFile: (file) => texts.get(file) ?? ts.sys.readFile(file),
    getSourceFile: (file, ...rest) => {
      const text = texts.get(file);
      return text === undefined ? host.getSourceFile(file, ...rest) : ts.createSourceFile(file, text, rest[0], true);
    },
    resolveModuleNameLiterals: (literals, importer, _reference, compilerOptions, importingFile) =>
      literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(importingFile, literal, compilerOptions);
        const name = projectFile(literal.text, importer, texts) ?? literal.text;
        return ts.resolveModuleName(name, importer, compilerOptions, virtual, undefined, undefined, mode);
      }),
  };
  return ts.createProgram({
    rootNames,
    options: { ...options, noUnusedLocals: false, noUnusedParameters: false },
    host: virtual,
  });
}

/** Returns the file of the project that a file in memory imports; undefined if it imports one in memory, or a package. */
function projectFile(imported: string, importer: string, texts: ReadonlyMap<string, string>): string | undefined {
  if (!texts.has(importer) || !imported.startsWith(".")) return undefined;
  const target = path.resolve(path.dirname(importer), imported);
  if (texts.has(target)) return undefined;
  return path.join(ROOT, path.relative(VIRTUAL, target).split(path.sep).slice(1).join(path.sep));
}
