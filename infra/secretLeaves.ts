import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

/** How one value stands in the stack file; `unseen` where it comes from elsewhere. */
export type LeafState = "encrypted" | "plain" | "unseen";

/** A value of `secrets` or `parameters` and the way to it: `["appSecrets", "secretKey"]`. */
export interface Leaf {
  readonly path: readonly string[];
  readonly state: LeafState;
}

/**
 * Looks at each value of `secrets` or `parameters` in the stack file. The engine calls a whole object secret as soon as one value in it
 * is, so that a plain one beside it could not be told apart by `isConfigSecret`.
 *
 * @param sections the decrypted config object
 * @param file the stack file; where it is missing, or a value is not in it, that value is `unseen`
 * @param key the config key in that file, project name included
 */
export function secretLeaves(sections: unknown, file: string, key: string): Leaf[] {
  const stored: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
  return walk(sections, child(child(stored, "config"), key), [], false);
}

function walk(value: unknown, stored: unknown, path: readonly string[], encrypted: boolean): Leaf[] {
  const here = encrypted || isEncrypted(stored);
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, child(stored, key), [...path, key], here));
  }
  if (typeof value === "object" && value !== null) {
    return []; // an empty object or list holds no value
  }
  return [{ path, state: here ? "encrypted" : stored === undefined ? "unseen" : "plain" }];
}

/** `{ secure: … }` is how the stack file holds a value given with --secret. */
function isEncrypted(stored: unknown): boolean {
  return typeof child(stored, "secure") === "string" && Object.keys(stored as object).length === 1;
}

function child(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
