import { readFile } from "node:fs/promises";
import { isObject } from "./properties.ts";
import type { Value } from "./properties.ts";

/** The engine signs what is no plain object; these two texts mark an archive. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** The engine's hash of the content of an archive, or undefined for anything else. */
export function assetHash(value: Value): string | undefined {
  if (!isObject(value) || value[SIGNATURE] !== ARCHIVE) return undefined;
  return typeof value["hash"] === "string" ? value["hash"] : "";
}

/** Why `value` cannot be a function's code, or undefined when it can: only a FileArchive of a .zip file is served. */
export function refuseArchive(value: Value): string | undefined {
  return zipPath(value) === undefined ? "must be a FileArchive of a .zip file" : undefined;
}

/** The bytes of the archive's .zip file, sent to Lambda as they are. */
export async function zipOf(value: Value | undefined): Promise<Uint8Array> {
  const path = value === undefined ? undefined : zipPath(value);
  if (path === undefined) throw new TypeError("code must be a FileArchive of a .zip file");
  return readFile(path);
}

function zipPath(value: Value): string | undefined {
  if (assetHash(value) === undefined || !isObject(value)) return undefined;
  const path = value["path"];
  return typeof path === "string" && path.endsWith(".zip") ? path : undefined;
}
