import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";

/** Other people's code, and what is not the project's. */
const PASSED_OVER = ["node_modules", ".git", ".local", "coverage"];

/** A unique text inside a secret, and the search for it in every form in which it could be written down. */
export class Canary {
  readonly token: string;
  readonly #forms: readonly string[];

  /** @param token letters, digits and hyphens, which JSON and URLs leave as they are */
  constructor(token: string) {
    this.token = token;
    this.#forms = [
      token,
      ...[0, 1, 2].map((offset) => base64Inside(token, offset)),
      Buffer.from(token).toString("hex"),
    ];
  }

  /** The texts in which it is found, shortened. */
  foundIn(texts: readonly string[]): string[] {
    return texts.filter((text) => this.#forms.some((form) => text.includes(form))).map((text) => text.slice(0, 300));
  }

  /** The files in which it is found; zip files are unpacked. */
  foundInFiles(files: readonly string[]): string[] {
    return files.filter((file) => contentsOf(file).some((content) => this.foundIn([content]).length > 0));
  }

  /** A secret that holds the token, in the forms that the search must find. */
  written(value: string): (string | Uint8Array)[] {
    const json = JSON.stringify({ secretKey: value });
    return [
      value,
      json,
      JSON.stringify(json),
      encodeURIComponent(value),
      Buffer.from(value).toString("base64"),
      Buffer.from(json).toString("base64"),
      zipSync({ "index.js": strToU8(value) }),
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

/** What base64 makes of the token wherever it begins, without the digits that its neighbours have a part in. */
function base64Inside(token: string, offset: number): string {
  const digits = Buffer.from("x".repeat(offset) + token).toString("base64");
  return digits.slice(offset === 0 ? 0 : 4, -4);
}
