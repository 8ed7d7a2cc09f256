import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Document, Scalar } from "yaml";
import { resolveYamlScalar } from "./yamlScalar.ts";
import type { YamlScalar } from "./yamlScalar.ts";

/** A value in the stack file. Anchors and merge keys are resolved, as Pulumi does. */
export type StoredValue =
  /** `{ secure: … }`, which `--secret` writes. */
  | { readonly kind: "encrypted" }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, StoredEntry> }
  | { readonly kind: "list"; readonly items: readonly StoredValue[] }
  /** An unquoted scalar, and the value that Pulumi reads from it. */
  | { readonly kind: "plain"; readonly text: string; readonly resolved: YamlScalar }
  /** A quoted or block scalar, which Pulumi does not change. */
  | { readonly kind: "text"; readonly text: string }
  /** A scalar with a tag, such as `!!int "12"`. */
  | { readonly kind: "tagged"; readonly isText: boolean };

export interface StoredEntry {
  readonly value: StoredValue;
  /** The key in the file, if Pulumi changes it: `0123` for `83`. */
  readonly writtenAs?: string;
}

const CORE_TAG = "tag:yaml.org,2002:";

/** The tags of values that are not strings. */
const TYPED = ["int", "float", "bool", "null", "timestamp"].map((name) => CORE_TAG + name);

/** Parses YAML or JSON, which is a subset of it. Returns undefined if the source is invalid. */
export function readStoredValue(source: string): StoredValue | undefined {
  // Pulumi ignores a byte-order mark and all documents after the first.
  const document = parseDocument(source.replace(/^\uFEFF/, ""), { schema: "failsafe", uniqueKeys: false });
  if (document.errors.some(({ code }) => code !== "MULTIPLE_DOCS")) return undefined;
  return storedValue(document.contents, document);
}

function storedValue(node: unknown, document: Document): StoredValue {
  if (isAlias(node)) return storedValue(node.resolve(document), document);
  if (isSeq(node)) return { kind: "list", items: node.items.map((item) => storedValue(item, document)) };
  if (isMap(node)) {
    const entries = mapEntries(node, document);
    return isSecure(entries) ? { kind: "encrypted" } : { kind: "map", entries };
  }
  return isScalar(node) ? storedScalar(node) : unquoted("");
}

function storedScalar({ type, tag, value }: Scalar): StoredValue {
  const text = typeof value === "string" ? value : "";
  if (tag === `${CORE_TAG}str` || tag === "!") return { kind: "text", text };
  if (tag !== undefined) return { kind: "tagged", isText: !TYPED.includes(tag) };
  return type === "PLAIN" ? unquoted(text) : { kind: "text", text };
}

const unquoted = (text: string): StoredValue => ({ kind: "plain", text, resolved: resolveYamlScalar(text) });

/** Returns the map's own entries, followed by those that its merge key `<<` adds. */
function mapEntries(node: unknown, document: Document): Map<string, StoredEntry> {
  const entries = new Map<string, StoredEntry>();
  const merged: unknown[] = [];
  const map = isAlias(node) ? node.resolve(document) : node;
  if (!isMap(map)) return entries;
  for (const { key, value } of map.items) {
    const name = storedValue(key, document);
    // A quoted `<<` is a merge key too, because Pulumi rewrites the file without quotes and reads it again.
    if ((name.kind === "plain" || name.kind === "text") && name.text === "<<") merged.push(value);
    else entries.set(keyName(name), { value: storedValue(value, document), ...writtenAs(name) });
  }
  for (const value of merged) {
    const target = isAlias(value) ? value.resolve(document) : value;
    // An earlier map takes precedence over a later one.
    for (const one of isSeq(target) ? target.items : [target]) {
      for (const [name, entry] of mapEntries(one, document)) if (!entries.has(name)) entries.set(name, entry);
    }
  }
  return entries;
}

const writtenAs = (key: StoredValue): Pick<StoredEntry, "writtenAs"> =>
  key.kind === "plain" && keyName(key) !== key.text ? { writtenAs: key.text } : {};

/** Returns the name that Pulumi reads from a key. Numbers and dates change as in values. */
function keyName(key: StoredValue): string {
  if (key.kind === "text") return key.text;
  if (key.kind !== "plain") return "";
  switch (key.resolved.kind) {
    case "string":
      return key.text;
    case "null":
      return "<nil>";
    case "timestamp":
      return key.text.length <= 10 ? `${key.text} 00:00:00 +0000 UTC` : key.text;
    default:
      return String(key.resolved.value);
  }
}

/**
 * Returns whether a map is a secret: its only key is `secure`, with a string or a date, which Pulumi converts to a
 * string.
 */
function isSecure(entries: ReadonlyMap<string, StoredEntry>): boolean {
  const value = entries.get("secure")?.value;
  if (entries.size !== 1 || value === undefined) return false;
  return (
    value.kind === "text" ||
    (value.kind === "plain" && ["string", "timestamp"].includes(value.resolved.kind)) ||
    (value.kind === "tagged" && value.isText)
  );
}

/** Returns whether any value in a stored value is encrypted. */
export function containsSecret(stored: StoredValue): boolean {
  switch (stored.kind) {
    case "encrypted":
      return true;
    case "map":
      return [...stored.entries.values()].some(({ value }) => containsSecret(value));
    case "list":
      return stored.items.some(containsSecret);
    default:
      return false;
  }
}
