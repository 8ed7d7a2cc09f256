import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";

/** Other people's code, and what is not the project's. */
const PASSED_OVER = ["node_modules", ".git", ".local", "coverage"];

/** How long a part of a secret is looked for. */
const PART = 8;

/** Letters and digits, which JSON and URLs leave as they are, and of which no eight stand anywhere by chance. */
export const randomToken = (): string => randomBytes(48).toString("base64").replaceAll(/[+/=]/g, "").slice(0, 32);

/** A unique text inside a secret, and the search for every part of it, in every form in which it could be written. */
export class Canary {
  readonly token: string;
  readonly #parts: readonly string[];

  constructor(token: string) {
    this.token = token;
    const parts = Array.from({ length: token.length - PART + 1 }, (_, start) => token.slice(start, start + PART));
    this.#parts = [
      ...parts,
      ...parts.flatMap((part) => [0, 1, 2].map((offset) => base64Inside(part, offset))),
      ...parts.map((part) => Buffer.from(part).toString("hex")),
    ];
  }

  /** The texts in which a part of it is found, shortened. */
  foundIn(texts: readonly string[]): string[] {
    return texts.filter((text) => this.#parts.some((part) => text.includes(part))).map((text) => text.slice(0, 300));
  }

  /** The files in which a part of it is found; zip files are unpacked. */
  foundInFiles(files: readonly string[]): string[] {
    return files.filter((file) => contentsOf(file).some((content) => this.foundIn([content]).length > 0));
  }

  /** A secret that holds the token, whole and in the smallest part, in the forms that the search must find. */
  written(value: string): (string | Uint8Array)[] {
    const json = JSON.stringify({ secretKey: value });
    const part = this.token.slice(11, 11 + PART);
    return [
      value,
      json,
      JSON.stringify(json),
      encodeURIComponent(value),
      Buffer.from(value).toString("base64"),
      Buffer.from(json).toString("base64"),
      Buffer.from(json).toString("hex"),
      zipSync({ "index.js": strToU8(value) }),
      `…${part}…`,
      ...["", "x", "xy"].map((before) => Buffer.from(`${before}${part}xyz`).toString("base64")),
    ];
  }
}

/** Every file under a folder, without the folders that hold other people's code. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return PASSED_OVER.includes(entry.name) ? [] : filesUnder(file);
    return entry.isFile() ? [file] : [];
  });
}

function contentsOf(file: string): string[] {
  const content = readFileSync(file);
  const isZip = content.subarray(0, 4).toString("latin1") === "PK\u0003\u0004";
  const parts = isZip ? Object.values(unzipSync(content)) : [content];
  return parts.map((part) => Buffer.from(part).toString("latin1"));
}

/** What base64 makes of a text wherever it begins, without the digits that its neighbours have a part in. */
function base64Inside(text: string, offset: number): string {
  const digits = Buffer.from("x".repeat(offset) + text)
    .toString("base64")
    .replaceAll("=", "");
  const first = Math.ceil((offset * 8) / 6);
  return digits.slice(first, Math.floor(((offset + text.length) * 8) / 6));
}
