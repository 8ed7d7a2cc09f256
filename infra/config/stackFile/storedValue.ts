import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Document, Scalar } from "yaml";
import { resolveYamlScalar } from "./yamlScalar.ts";
import type { YamlScalar } from "./yamlScalar.ts";

/** A value as the stack file holds it, read as Pulumi reads it: anchors and merge keys are resolved. */
export type StoredValue =
  /** `{ secure: … }`: given with --secret. */
  | { readonly kind: "encrypted" }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, StoredEntry> }
  | { readonly kind: "list"; readonly items: readonly StoredValue[] }
  /** An unquoted scalar, and what Pulumi makes of it. */
  | { readonly kind: "plain"; readonly text: string; readonly resolved: YamlScalar }
  /** A quoted or block scalar, which stays as it is. */
  | { readonly kind: "text"; readonly text: string }
  /** A scalar with a tag that says what it is, such as `!!int "12"`. */
  | { readonly kind: "tagged"; readonly isText: boolean };

export interface StoredEntry {
  readonly value: StoredValue;
  /** The key's text in the file, where Pulumi makes another name of it: `0123` for `83`. */
  readonly writtenAs?: string;
}

const CORE_TAG = "tag:yaml.org,2002:";

/** The tags whose values are no texts. */
const TYPED = ["int", "float", "bool", "null", "timestamp"].map((name) => CORE_TAG + name);

/** Reads YAML, of which JSON is a part; undefined if it cannot be read. */
export function readStoredValue(source: string): StoredValue | undefined {
  // Pulumi drops a byte-order mark, and takes the first document of several.
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

/** The map's own entries, then those of its merge key `<<` that it does not have. */
function mapEntries(node: unknown, document: Document): Map<string, StoredEntry> {
  const entries = new Map<string, StoredEntry>();
  const merged: unknown[] = [];
  const map = isAlias(node) ? node.resolve(document) : node;
  if (!isMap(map)) return entries;
  for (const { key, value } of map.items) {
    const name = storedValue(key, document);
    // In quotes too: Pulumi writes what it has read once more, without them, and reads that.
    if ((name.kind === "plain" || name.kind === "text") && name.text === "<<") merged.push(value);
    else entries.set(keyName(name), { value: storedValue(value, document), ...writtenAs(name) });
  }
  for (const value of merged) {
    const target = isAlias(value) ? value.resolve(document) : value;
    // Of several maps an earlier one goes first.
    for (const one of isSeq(target) ? target.items : [target]) {
      for (const [name, entry] of mapEntries(one, document)) if (!entries.has(name)) entries.set(name, entry);
    }
  }
  return entries;
}

const writtenAs = (key: StoredValue): Pick<StoredEntry, "writtenAs"> =>
  key.kind === "plain" && keyName(key) !== key.text ? { writtenAs: key.text } : {};

/** What Pulumi calls a key: a number or a date changes as a value would. */
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

/** A map is a secret if it has the one key `secure`, and that is a text, as a date becomes one: a number is none. */
function isSecure(entries: ReadonlyMap<string, StoredEntry>): boolean {
  const value = entries.get("secure")?.value;
  if (entries.size !== 1 || value === undefined) return false;
  return (
    value.kind === "text" ||
    (value.kind === "plain" && ["string", "timestamp"].includes(value.resolved.kind)) ||
    (value.kind === "tagged" && value.isText)
  );
}
