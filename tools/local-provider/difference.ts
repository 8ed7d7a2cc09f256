import { assetHash } from "./codeArchive.ts";
import { isObject } from "./properties.ts";
import type { Value } from "./properties.ts";

/** One text for every spelling of a value: null is none, keys are sorted, archives are their hash by the engine. */
export function canonical(value: Value | undefined): string {
  if (value === undefined || value === null) return "none";
  const hash = assetHash(value);
  if (hash !== undefined) return `archive ${hash}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** Whether two texts are the same JSON document, such as a policy that AWS gives back in its own order of keys. */
export function sameDocument(one: string, other: string): boolean {
  return one === other || canonicalDocument(one) === canonicalDocument(other);
}

function canonicalDocument(document: string): string {
  try {
    return canonical(JSON.parse(document) as Value);
  } catch {
    return document;
  }
}
