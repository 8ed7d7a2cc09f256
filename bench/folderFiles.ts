import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** The files below a folder, by their path in it. */
export function folderFiles(folder: string): Record<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [path.relative(folder, file), readFileSync(file)]));
}
