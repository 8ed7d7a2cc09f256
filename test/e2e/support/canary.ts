import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";

/** Directories that are not part of the project's source. */
const IGNORED_DIRECTORIES = ["node_modules", ".git", ".local", "coverage"];

/** The length of the shortest part of a secret that the search finds. */
const PART_LENGTH = 8;

/** Returns random letters and digits. JSON and URLs do not escape them, and no eight of them occur by chance. */
export const createToken = (): string => randomBytes(48).toString("base64").replaceAll(/[+/=]/g, "").slice(0, 32);

/** A unique token to put into a secret, and a search for every part of it in plain text, base64 and hexadecimal. */
export class Canary {
  readonly token: string;
  readonly #parts: readonly string[];

  constructor(token: string) {
    this.token = token;
    const parts = Array.from({ length: token.length - PART_LENGTH + 1 }, (_, start) =>
      token.slice(start, start + PART_LENGTH),
    );
    this.#parts = [
      ...parts,
      ...parts.flatMap((part) => [0, 1, 2].map((offset) => base64Part(part, offset))),
      ...parts.map((part) => Buffer.from(part).toString("hex")),
    ];
  }

  /** Returns the beginning of each text that contains a part of the token. */
  findIn(texts: readonly string[]): string[] {
    return texts.filter((text) => this.#parts.some((part) => text.includes(part))).map((text) => text.slice(0, 300));
  }

  /** Returns the files that contain a part of the token. Zip files are unpacked. */
  findInFiles(files: readonly string[]): string[] {
    return files.filter((file) => readContents(file).some((content) => this.findIn([content]).length > 0));
  }

  /** Returns a secret with the token, and its shortest part, in each form that the search must find. */
  encodings(value: string): (string | Uint8Array)[] {
    const json = JSON.stringify({ secretKey: value });
    const part = this.token.slice(11, 11 + PART_LENGTH);
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

/** Lists every file under a directory, except in directories that are not part of the project's source. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED_DIRECTORIES.includes(entry.name) ? [] : listFiles(file);
    return entry.isFile() ? [file] : [];
  });
}

function readContents(file: string): string[] {
  const content = readFileSync(file);
  const isZip = content.subarray(0, 4).toString("latin1") === "PK\u0003\u0004";
  const parts = isZip ? Object.values(unzipSync(content)) : [content];
  return parts.map((part) => Buffer.from(part).toString("latin1"));
}

/** Returns the base64 digits of a text at an offset, without digits that also depend on the text around it. */
function base64Part(text: string, offset: number): string {
  const digits = Buffer.from("x".repeat(offset) + text)
    .toString("base64")
    .replaceAll("=", "");
  const first = Math.ceil((offset * 8) / 6);
  return digits.slice(first, Math.floor(((offset + text.length) * 8) / 6));
}
