import { isExactNumber } from "./exactNumber.ts";
import type { JsonValue } from "./json.ts";

/** What JavaScript changes silently when it parses a JSON text, by the way to it: `discord.guildId`, `ids[0]`. */
export interface JsonFaults {
  /** Numbers whose value a double changes. */
  readonly inexactNumbers: readonly string[];
  /** Keys that an object has more than once: the last one wins. */
  readonly repeatedKeys: readonly string[];
}

/** An object or list that the scan is in. */
interface Container {
  /** The keys of an object so far; undefined in a list. */
  readonly keys: Set<string> | undefined;
  /** The key or index of what comes next. */
  at: string | number;
  /** Whether a text that comes next is a key. */
  awaitsKey: boolean;
}

const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\],]|-?\d[\d.eE+-]*/g;

/**
 * Finds them by a scan, but only where there may be some: it takes longer than parsing.
 *
 * @param text valid JSON. Neither a value nor a part of one is in the result
 * @param value what it was parsed to
 */
export const jsonFaults = (text: string, value: JsonValue): JsonFaults =>
  mayHaveInexactNumbers(text) || mayHaveRepeatedKeys(text, value) ? scan(text) : NONE;

const NONE: JsonFaults = { inexactNumbers: [], repeatedKeys: [] };

/** A double keeps whatever has 15 digits or fewer, and no exponent. */
const mayHaveInexactNumbers = (text: string): boolean => /[\d.]{16}|\d[eE][-+]?\d/.test(text);

/** A text may look like the end of a key as well, but each key has an end. */
const mayHaveRepeatedKeys = (text: string, value: JsonValue): boolean =>
  (text.match(/"\s*:/g)?.length ?? 0) !== countKeys(value);

function countKeys(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return 0;
  let keys = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Object.values(value)) keys += countKeys(inner);
  return keys;
}

function scan(text: string): JsonFaults {
  const inexactNumbers: string[] = [];
  const repeatedKeys: string[] = [];
  const open: Container[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const inside = open.at(-1);
    const first = token[0];
    if (first === "{") open.push({ keys: new Set(), at: "", awaitsKey: true });
    else if (first === "[") open.push({ keys: undefined, at: 0, awaitsKey: false });
    else if (first === "}" || first === "]") open.pop();
    else if (inside === undefined) continue;
    else if (first === ",") {
      if (typeof inside.at === "number") inside.at++;
      else inside.awaitsKey = true;
    } else if (first !== '"') {
      if (!isExactNumber(token)) inexactNumbers.push(wayTo(open));
    } else if (inside.awaitsKey) {
      const key = token.includes("\\") ? (JSON.parse(token) as string) : token.slice(1, -1);
      inside.at = key;
      inside.awaitsKey = false;
      if (inside.keys?.has(key)) repeatedKeys.push(wayTo(open));
      inside.keys?.add(key);
    }
  }
  return { inexactNumbers, repeatedKeys };
}

const wayTo = (open: readonly Container[]): string =>
  open.reduce((way, { at }) => {
    if (typeof at === "number") return `${way}[${at}]`;
    if (!/^[\w-]+$/.test(at)) return `${way}[${JSON.stringify(at)}]`;
    return way === "" ? at : `${way}.${at}`;
  }, "");
