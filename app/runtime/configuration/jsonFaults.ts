import { isExactNumber } from "./exactNumber.ts";
import type { JsonValue } from "./json.ts";
import { formatPath } from "./jsonPath.ts";

/** The paths of what `JSON.parse` changes silently, such as `discord.guildId` and `ids[0]`. */
export interface JsonFaults {
  /** Numbers that a double cannot hold exactly. */
  readonly inexactNumbers: readonly string[];
  /** Keys that an object has more than once. `JSON.parse` keeps the last one. */
  readonly repeatedKeys: readonly string[];
}

/** An object or list around the current token. */
interface Container {
  /** The keys of the object so far; undefined for a list. */
  readonly keys: Set<string> | undefined;
  /** The key or index of the next value. */
  position: string | number;
  /** Whether the next string is a key. */
  expectsKey: boolean;
}

const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\],]|-?\d[\d.eE+-]*/g;

/**
 * Finds what `JSON.parse` changed. Scans the text only if a quick check finds a reason to, because a scan takes longer
 * than parsing. The result contains no value.
 *
 * @param text valid JSON
 * @param value the parsed text
 */
export const findJsonFaults = (text: string, value: JsonValue): JsonFaults =>
  mayHaveInexactNumbers(text) || mayHaveRepeatedKeys(text, value) ? scan(text) : NONE;

const NONE: JsonFaults = { inexactNumbers: [], repeatedKeys: [] };

/** Returns whether the text has a number that a double may not hold: one with more than 15 digits or an exponent. */
const mayHaveInexactNumbers = (text: string): boolean => /[\d.]{16}|\d[eE][-+]?\d/.test(text);

/**
 * Returns whether the text has more keys than the value. Each key ends in a quote and a colon. A string may contain
 * both, so the count is never too low.
 */
const mayHaveRepeatedKeys = (text: string, value: JsonValue): boolean =>
  (text.match(/"\s*:/g)?.length ?? 0) !== countKeys(value);

function countKeys(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return 0;
  let keys = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const child of Object.values(value)) keys += countKeys(child);
  return keys;
}

function scan(text: string): JsonFaults {
  const inexactNumbers: string[] = [];
  const repeatedKeys: string[] = [];
  const open: Container[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const container = open.at(-1);
    const first = token[0];
    if (first === "{") open.push({ keys: new Set(), position: "", expectsKey: true });
    else if (first === "[") open.push({ keys: undefined, position: 0, expectsKey: false });
    else if (first === "}" || first === "]") open.pop();
    else if (container === undefined) continue;
    else if (first === ",") {
      if (typeof container.position === "number") container.position++;
      else container.expectsKey = true;
    } else if (first !== '"') {
      if (!isExactNumber(token)) inexactNumbers.push(pathOf(open));
    } else if (container.expectsKey) {
      const key = token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1);
      container.position = key;
      container.expectsKey = false;
      if (container.keys?.has(key)) repeatedKeys.push(pathOf(open));
      container.keys?.add(key);
    }
  }
  return { inexactNumbers, repeatedKeys };
}

const pathOf = (open: readonly Container[]): string => formatPath(open.map(({ position }) => position));
