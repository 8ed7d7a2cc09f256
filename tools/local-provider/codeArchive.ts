import { readFile } from "node:fs/promises";
import { isObject } from "./properties.ts";
import type { Value } from "./properties.ts";

/** The key and the value by which the engine marks an object as an archive. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Returns the engine's hash of an archive's content; undefined for all other values. */
export function assetHash(value: Value): string | undefined {
  if (!isObject(value) || value[SIGNATURE] !== ARCHIVE) return undefined;
  return typeof value["hash"] === "string" ? value["hash"] : "";
}

/** Returns why a value is not supported as the code of a function, if so. */
export function rejectCode(value: Value): string | undefined {
  return zipPath(value) === undefined ? "must be a FileArchive of a .zip file" : undefined;
}

/** Reads the .zip file of an archive. */
export async function readZip(value: Value | undefined): Promise<Uint8Array> {
  const path = value === undefined ? undefined : zipPath(value);
  if (path === undefined) throw new TypeError("code must be a FileArchive of a .zip file");
  return readFile(path);
}

function zipPath(value: Value): string | undefined {
  if (assetHash(value) === undefined || !isObject(value)) return undefined;
  const path = value["path"];
  return typeof path === "string" && path.endsWith(".zip") ? path : undefined;
}
