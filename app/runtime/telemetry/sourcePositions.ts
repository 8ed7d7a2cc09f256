import { existsSync, readFileSync } from "node:fs";
import type { SourceMap, SourceMapPayload } from "node:module";

/** `/var/task/index.js:1:2345` in a line of a stack that names a call. */
const BUNDLE_POSITION = /^(\s+at .*?)(?:file:\/\/)?(\/[^:()]*index\.js):(\d+):(\d+)/gm;

/**
 * Rewrites positions in the bundle, in the stacks of an error and of its causes, to positions in the sources. The map is
 * the file `index.js.map` beside the bundle; it is read only here, and without it the stack stays as it is. Never throws.
 */
export function showSourcePositions(error: unknown): void {
  try {
    const maps = new Map<string, SourceMap | undefined>();
    for (const each of withCauses(error)) {
      if (each.stack === undefined) continue;
      each.stack = each.stack.replace(
        BUNDLE_POSITION,
        (frame, call: string, file: string, line: string, column: string) => {
          if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
          const origin = maps.get(file)?.findOrigin(Number(line), Number(column));
          if (origin === undefined || !("fileName" in origin)) return frame;
          // The map knows lines, not columns.
          return `${call}${origin.fileName}:${origin.lineNumber}`;
        },
      );
    }
  } catch {
    // The error is worth more than its positions.
  }
}

function withCauses(error: unknown): Set<Error> {
  const errors = new Set<Error>();
  for (let each = error; each instanceof Error && !errors.has(each); each = each.cause) errors.add(each);
  return errors;
}

function readMap(file: string): SourceMap | undefined {
  if (!existsSync(file)) return undefined;
  // Not in every cold start.
  const { SourceMap } = process.getBuiltinModule("node:module");
  return new SourceMap(JSON.parse(readFileSync(file, "utf8")) as SourceMapPayload);
}
