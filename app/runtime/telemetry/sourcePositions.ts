import { existsSync, readFileSync } from "node:fs";
import type { SourceMap, SourceMapPayload } from "node:module";

/** A position in the bundle, such as `/var/task/index.js:1:2345`, in a frame of a stack. */
const BUNDLE_POSITION = /^(\s+at .*?)(?:file:\/\/)?(\/[^:()]*index\.js):(\d+):(\d+)/gm;

/**
 * Replaces positions in the bundle with positions in the source files, in the stacks of an error and of its causes.
 * Reads the source map `index.js.map` next to the bundle. Without it, the stacks stay unchanged. Never throws.
 */
export function showSourcePositions(error: unknown): void {
  try {
    const maps = new Map<string, SourceMap | undefined>();
    for (const current of withCauses(error)) {
      if (current.stack === undefined) continue;
      current.stack = current.stack.replace(
        BUNDLE_POSITION,
        (frame, call: string, file: string, line: string, column: string) => {
          if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
          const origin = maps.get(file)?.findOrigin(Number(line), Number(column));
          if (origin === undefined || !("fileName" in origin)) return frame;
          // The map has no columns.
          return `${call}${origin.fileName}:${origin.lineNumber}`;
        },
      );
    }
  } catch {
    // The original error is more important than its positions.
  }
}

function withCauses(error: unknown): Set<Error> {
  const errors = new Set<Error>();
  for (let next = error; next instanceof Error && !errors.has(next); next = next.cause) errors.add(next);
  return errors;
}

function readMap(file: string): SourceMap | undefined {
  if (!existsSync(file)) return undefined;
  // Loaded here to keep it out of cold starts.
  const { SourceMap } = process.getBuiltinModule("node:module");
  return new SourceMap(JSON.parse(readFileSync(file, "utf8")) as SourceMapPayload);
}
