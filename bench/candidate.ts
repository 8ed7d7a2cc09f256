import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** A way to package the function, or nothing at all for comparison. */
export interface Candidate {
  readonly name: string;
  /** Contents by path inside the package. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The file that is loaded. */
  readonly main: string;
  readonly nodeOptions: readonly string[];
  /** Whether it exports a handler. */
  readonly handles: boolean;
}

/** A candidate on disk, where a process can load it. */
export interface UnpackedCandidate extends Candidate {
  /** What Lambda calls the task root. */
  readonly directory: string;
  /** The full path of the file that is loaded. */
  readonly mainFile: string;
}

export function unpack(candidate: Candidate, directory: string): UnpackedCandidate {
  for (const [name, content] of Object.entries(candidate.files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { ...candidate, directory, mainFile: path.join(directory, candidate.main) };
}
