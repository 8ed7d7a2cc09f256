import { isExactNumber } from "../app/exactNumber.ts";
import { ArrivedNumber, isArrivedMap, isArrivedList, membersOf, parseArrivedValue } from "./arrivedValue.ts";
import type { ArrivedValue } from "./arrivedValue.ts";
import { canSetAsText, removeCommand, setCommand } from "./configCommand.ts";
import type { ConfigProblem, Fix } from "./configError.ts";
import { configPath, isExpressible, type ConfigPath } from "./configPath.ts";
import type { StoredEntry, StoredValue } from "./storedValue.ts";

/** A config key with what the engine hands over for it, and what the stack file holds, if the file is known. */
export interface ConfigEntry {
  /** As in a command, without the project's name. */
  readonly key: string;
  readonly text: string;
  readonly stored: readonly StoredValue[];
  /** Whether it is read as a number, so that its spelling does not matter. */
  readonly isNumber: boolean;
  /** Whether its values may be secret, and must not be shown. */
  readonly quiet: boolean;
}

/**
 * Finds the values of a key that are not what was written: numbers that a double changes, and unquoted scalars of the stack
 * file that YAML reads as another text. Encrypted values are texts, which stay as they are.
 *
 * @param fileName the stack file, for what only an editor can fix
 */
export function changedValues(entry: ConfigEntry, fileName: string): ConfigProblem[] {
  const arrived = parseArrivedValue(entry.text);
  const found = [
    ...inexactNumbers(arrived, [entry.key]),
    ...entry.stored.flatMap((stored) =>
      isArrivedMap(arrived) || isArrivedList(arrived)
        ? changedIn(stored, arrived, [entry.key])
        : changedText(stored, entry),
    ),
  ];
  // Of a value that is found both ways, the file has the text that was written.
  return [...new Map(found.map((one) => [configPath(one.path), one])).values()].map((one) =>
    problemOf(one, entry.quiet, fileName),
  );
}

interface ChangedValue {
  readonly path: ConfigPath;
  /** The text of the file, or of the number; left out if it had more digits once. */
  readonly written?: string;
  readonly becomes: string;
  /** The key's own text and what is under it, if it is the key that changes. */
  readonly changedKey?: { readonly written: string; readonly value: StoredValue };
}

/** Numbers of objects and lists, as the engine spells them. */
function inexactNumbers(value: ArrivedValue | undefined, path: ConfigPath): ChangedValue[] {
  if (!(value instanceof ArrivedNumber)) {
    return membersOf(value).flatMap(([key, inner]) => inexactNumbers(inner, [...path, key]));
  }
  return path.length === 1 || isKept(value.text) ? [] : [changedNumber(path, value.text)];
}

function changedNumber(path: ConfigPath, text: string, arrived = text): ChangedValue {
  const written = isShortened(text) ? {} : { written: text };
  return { path, ...written, becomes: JSON.stringify(Number(arrived)) };
}

const isKept = (text: string): boolean => isExactNumber(text) && !isShortened(text);

/** `pulumi config set` rounds a whole number that has more than 64 bits: one with all the digits of a double was longer. */
function isShortened(text: string): boolean {
  const [mantissa = ""] = text.split(/e/i);
  const digits = mantissa.replace(/[-.]/g, "").replace(/^0+|0+$/g, "");
  return digits.length > 15 && isExactNumber(text) && Math.abs(Number(text)) >= 2 ** 63;
}

function changedIn(stored: StoredValue, arrived: ArrivedValue | undefined, path: ConfigPath): ChangedValue[] {
  switch (stored.kind) {
    case "map":
      return [...stored.entries].flatMap(([key, entry]) => [
        ...changedKey([...path, key], key, entry),
        ...changedIn(entry.value, isArrivedMap(arrived) ? arrived[key] : undefined, [...path, key]),
      ]);
    case "list":
      return stored.items.flatMap((item, index) =>
        changedIn(item, isArrivedList(arrived) ? arrived[index] : undefined, [...path, index]),
      );
    case "plain": {
      if (arrived instanceof ArrivedNumber && !isKeptAsWritten(stored.text)) {
        return [changedNumber(path, stored.text, arrived.text)];
      }
      const isDate = stored.resolved.kind === "timestamp" && typeof arrived === "string" && arrived !== stored.text;
      return isDate ? [{ path, written: stored.text, becomes: arrived }] : [];
    }
    default:
      return [];
  }
}

const changedKey = (path: ConfigPath, key: string, { writtenAs, value }: StoredEntry): ChangedValue[] =>
  writtenAs === undefined ? [] : [{ path, becomes: key, changedKey: { written: writtenAs, value } }];

/** Whether an unquoted number means what its text says, to whoever reads it as text too: `1.10` may be a version. */
function isKeptAsWritten(text: string): boolean {
  const json = text.replace(/^(-?)\./, "$10.").replace(/\.(?=$|[eE])/, "");
  const [, fraction = "0"] = /\.(\d+)/.exec(json) ?? [];
  return isKept(json) && (fraction === "0" || !fraction.endsWith("0"));
}

/** A key whose whole value is one scalar. */
function changedText(stored: StoredValue, { key, text, isNumber }: ConfigEntry): ChangedValue[] {
  if (stored.kind !== "plain" || !["number", "timestamp"].includes(stored.resolved.kind)) return [];
  const changed = isNumber ? Number(stored.text.replaceAll("_", "")) !== Number(text) : stored.text !== text;
  return changed ? [{ path: [key], written: stored.text, becomes: text }] : [];
}

function problemOf({ path, written, becomes, changedKey }: ChangedValue, quiet: boolean, fileName: string) {
  const key = configPath(path);
  if (changedKey !== undefined) {
    const rule = `has a key that is written without quotes as ${changedKey.written}, which becomes ${becomes}`;
    return { key, rule, fix: fixOfKey(path, changedKey, quiet, fileName) };
  }
  if (quiet) {
    const rule = "must keep its value, and is a number that would change: give it as text";
    return { key, rule, fix: setCommand(path, { secret: path[0] === "secrets" }) };
  }
  if (written === undefined) {
    const rule = `must keep its value, and ${becomes} is a number with more digits than are kept: give it as text`;
    const byHand = `give the whole number in quotes in ${fileName}`;
    return { key, rule, fix: canSetAsText(path) ? setCommand(path, { asText: true }) : { byHand } };
  }
  const rule = `must keep its value, and without quotes becomes ${becomes}`;
  return { key, rule, given: written, fix: fixOfValue(path, written, fileName) };
}

function fixOfValue(path: ConfigPath, value: string, fileName: string): Fix {
  if (path.length === 1) return setCommand(path, { value });
  if (isExpressible(path) && canSetAsText(path, value)) return setCommand(path, { value, asText: true });
  return { byHand: `put quotes around ${value} in ${fileName}` };
}

/** A text moves to the key's own name by command. What else is under the key stays in the file, and so does a secret. */
function fixOfKey(
  path: ConfigPath,
  { written, value }: { readonly written: string; readonly value: StoredValue },
  quiet: boolean,
  fileName: string,
): Fix {
  const moved = [...path.slice(0, -1), written];
  if (!quiet && isText(value) && isExpressible(path) && canSetAsText(moved, value.text)) {
    return [removeCommand(path), setCommand(moved, { value: value.text, asText: true })];
  }
  return { byHand: `put quotes around the key ${written} in ${fileName}` };
}

const isText = (value: StoredValue): value is Extract<StoredValue, { text: string }> =>
  value.kind === "text" || (value.kind === "plain" && value.resolved.kind === "string");
